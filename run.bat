@echo off
setlocal
cd /d "%~dp0"
if not exist .venv\ready.txt (
  echo Setting up .venv ^(about a minute the first time^)
  py -3 -m venv .venv || python -m venv .venv || exit /b 1
  .venv\Scripts\python -m pip install --quiet --require-hashes -r requirements\run.lock || exit /b 1
  .venv\Scripts\python -m pip install --quiet --no-deps --no-build-isolation -e . || exit /b 1
  echo ready> .venv\ready.txt
)
start "LoveLM" /belownormal /b /wait .venv\Scripts\lovelm.exe demo %*
