"""A daemon whom the kernel tells of no change in any folder, as on a share that others write to.

In a user namespace of its own that allows no watch. It works beside the other tests until
test_without_events.py looks at what it found by itself; run alone, that takes a minute.
"""

import re
import subprocess
from pathlib import Path

from house import BUILD, House
from test_daemon import until

LETTER = "Subject: {}\nWhen: a day of their own\n\nDear {{{{first_name|friend}}}},\n\nthank you.\n"
DEAF = 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"'


class Deaf:
    def __init__(self, folder, mail):
        self.house = House(folder, mail)
        self.house.configure({"port": 9}, {"port": 9})  # nobody is there, and nobody is written to
        self.house.customers([{"id": "1", "email": "ada@north.example", "first_name": "Ada"}])
        for name in ("same", "changed", "gone"):
            self.house.template(name, LETTER.format("Before"))
        self.log = folder / "daemon.log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["unshare", "--user", "--map-root-user", "sh", "-c", DEAF, "sh",
                 BUILD / "followupd", "-c", self.house.conf], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def answers(self):
        return {p.name for p in (self.house.folder / "templates").glob("*.OK.txt")}

    def subject(self, name):
        row = self.house.one("SELECT good FROM template WHERE name=? AND size>=0", name)
        return row and row.decode().split("\n")[0].removeprefix("Subject: ")

    def watches(self):
        """How many folders the planner is told of."""
        pid = self.process.pid
        count = 0
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            for fd in Path(f"/proc/{child}/fdinfo").iterdir():
                count += len(re.findall("^inotify wd:", fd.read_text(), re.M))
        return count

    def settle(self):
        """It knows the folder as it was; from here on nobody tells it anything."""
        until(lambda: len(self.answers()) == 3 or self.process.poll() is not None, "three answers",
              log=self.log.read_text)
        assert self.process.poll() is None, self.log.read_text()
        self.house.template("new", LETTER.format("After"))
        self.house.template("changed", LETTER.format("After"))
        (self.house.folder / "templates/gone.txt").unlink()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
