#!/usr/bin/env bash
# Sets up the image: Gradescope runs this once, as root, when the zip has been uploaded. AUTOGRADER_BASE names another
# folder, to try it out.
set -euo pipefail
base=${AUTOGRADER_BASE:-/autograder}
source=$base/source
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

python_here() {  # the first Python that is new enough and can make virtual environments
    for name in python3.13 python3.12 python3.11 python3.14 python3; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if ! python=$(python_here); then
    apt-get update
    apt-get install -y python3.12 python3.12-venv || apt-get install -y python3.11 python3.11-venv
    if ! python=$(python_here); then
        echo "Python 3.11 or newer is needed: choose a newer Ubuntu as the base image of this assignment." >&2
        exit 1
    fi
fi
if ! "$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2> /dev/null; then  # shuts the students' code in
    apt-get update
    apt-get install -y libseccomp2
fi

"$python" -m venv --clear "$base/venv"
if [ -f "$source/pip.conf" ]; then  # where PyTorch's CPU build is found
    export PIP_CONFIG_FILE=$source/pip.conf
fi
"$base/venv/bin/python" -m pip install --quiet --constraint "$source/constraints.txt" "$source"/torch_grader-*.whl

# The solution and the hidden checks lie here: nobody but root reads them, whatever else may fail.
chmod -R go= "$source"
chmod +x "$source/run_autograder"

# Does it work here? The log of the build shows what this says.
if ! "$base/venv/bin/python" -I -m grader.cli.autograding --course "$source/course"; then
    echo "The solution did not get its points: no submission can be graded before that is mended." >&2
fi
"$base/venv/bin/grade" --version
