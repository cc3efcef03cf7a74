"""x

Expected: error
"""
import threading, time

class Total:
    def add(self, x):
        threading.stack_size(1 << 16)
        stop = threading.Event()
        t=time.monotonic(); n=0; c=time.process_time()
        try:
            try:
                for _ in range(2000):
                    threading.Thread(target=stop.wait, args=(30,), daemon=True).start()
                    n+=1
                    if time.process_time()-c>.9 or time.monotonic()-t>1.3: break
            except Exception as e:
                raise RuntimeError(f"{n} {e} wall {time.monotonic()-t} cpu {time.process_time()-c}")
            raise RuntimeError(f"{n} wall {time.monotonic()-t} cpu {time.process_time()-c}")
        finally:
            stop.set()
