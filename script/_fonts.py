"""Converts the fonts once, into the data folder."""

import os
import subprocess
import sys
from pathlib import Path

from foundation.localdb.environment import prepare_data
from foundation.localdb.failures import LocalDatabaseError
from foundation.localdb.folders import checkout, require_free_space

REQUIREMENTS = checkout() / "requirements" / "app.txt"


def main() -> int:
    """Returns the exit code; the stamp makes the next call a matter of milliseconds."""
    try:
        data = prepare_data()
        folder = Path(os.environ.get("SASAE_FONTS") or data / "fonts")
        stamp, wanted = folder / ".prepared", _font_package()
        if stamp.exists() and stamp.read_text() == wanted:
            return 0
        require_free_space(data)
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print("帳票の書体を用意しています…", flush=True)
    command = [sys.executable, "-m", "foundation.pdf.prepare_fonts", str(folder)]
    done = subprocess.run(command, cwd=checkout(), stdout=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        stamp.write_text(wanted)
    return done.returncode


def _font_package() -> str:
    return next(
        line for line in REQUIREMENTS.read_text().splitlines() if line.startswith("pylopdf-fonts")
    )


if __name__ == "__main__":
    sys.exit(main())
