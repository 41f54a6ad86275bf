"""The virtual environments of the other tools: one for each, made when it is first asked for."""
import subprocess
import sys


def environment(folder, packages):
    """The Python of the environment in `folder`; `packages` are lists of pip's arguments, installed one after the other."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        for some in packages:
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *some], check=True)
    return python
