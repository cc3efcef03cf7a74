"""Leaves programs where the next Python, notebook or shell of the same user would run them without being asked.

Expected: failed
"""

import os
import site
import sysconfig

HOME = os.path.expanduser("~")
PYTHON = "import builtins\nbuiltins.evil = True\n"
PLACES = (
    f"{os.environ.get('IPYTHONDIR', HOME + '/.ipython')}/profile_default/startup/00-evil.py",
    f"{site.getusersitepackages()}/evil.pth",
    f"{site.getusersitepackages()}/usercustomize.py",
    f"{sysconfig.get_path('purelib')}/sitecustomize.py",
    f"{HOME}/.bashrc",
    f"{HOME}/.jupyter/jupyter_config.py",
    f"{HOME}/.config/matplotlib/matplotlibrc",
)

for path in PLACES:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x") as file:
            file.write(PYTHON)
    except OSError:
        continue


def target(x):
    return x
