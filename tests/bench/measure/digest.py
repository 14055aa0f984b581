"""The digest for 1,000,000 customers, 50,000 letters a week for a year, one in a hundred answered."""

import bench


def measure(the, table):
    walls, cpus, peaks = [], [], []
    with the.folder() as folder:
        for _ in range(the.rounds):
            said = bench.run(the.probe("digest"), folder, the.size(1000000), the.size(50000), look_s=0).said
            wall, cpu, peak = map(float, said.split()[:3])
            walls.append(wall)
            cpus.append(cpu)
            peaks.append(peak / 1024)
    table.put("digest, by the clock", walls, "s", bench.at_most(2, "s"))
    table.put("digest, processor", cpus, "s")
    if the.rounds > 1:  # the first one has made the store as well
        table.put("digest, peak memory", peaks[1:], "MB")
