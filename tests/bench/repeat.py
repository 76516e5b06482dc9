#!/usr/bin/python3
# repeat.py CAPTURE OUT --events N [--cpus N] - a large trace.dat from the pages of a real one
#
# Copies the pages of CAPTURE (a trace.dat; trace-cmd makes version 6 of it) until OUT has about N events,
# each copy's stamps moved on behind the copy before.  With more CPUs than the capture has, each further set
# of CPUs runs the same with other pids and other addresses, a little later.
#
# SPDX-License-Identifier: GPL-2.0-or-later
import argparse
import os
import re
import struct
import subprocess
import sys
import tempfile

PIDS = {'common_pid', 'prev_pid', 'next_pid', 'pid', 'child_pid', 'parent_pid', 'old_pid', 'tpid', 'ppid',
        'npid'}
CPUCOUNT = 8  # the option that tells the number of CPUs
PID_STEP = 100000
ADDRESS_STEP = 1 << 33


class File:
    """A version 6 file, little-endian, with its header kept as bytes."""

    def __init__(self, data):
        self.data = data
        self.at = 0
        if data[:10] != b'\x17\x08\x44tracing' or data[10:12] != b'6\0' or data[12] != 0:
            sys.exit('not a little-endian trace.dat of version 6')
        self.page_size = struct.unpack_from('<I', data, 14)[0]
        self.at = 18
        for name in (b'header_page\0', b'header_event\0'):
            assert data[self.at:self.at + len(name)] == name
            self.at += len(name)
            self.take(self.number('<Q'))
        self.formats = {}
        self.read_formats(self.number('<I'))
        for _ in range(self.number('<I')):
            end = data.index(b'\0', self.at)
            self.at = end + 1
            self.read_formats(self.number('<I'))
        self.take(self.number('<I'))
        self.take(self.number('<I'))
        self.take(self.number('<Q'))
        self.cpus_at = self.at
        n_cpus = self.number('<I')
        self.options_at = self.at
        assert data[self.at:self.at + 10] == b'options  \0'
        self.at += 10
        self.count_at = None
        while (option := self.number('<H')) != 0:
            size = self.number('<I')
            if option == CPUCOUNT:
                self.count_at = self.at
            self.take(size)
        assert data[self.at:self.at + 10] == b'flyrecord\0'
        self.at += 10
        self.table_at = self.at
        self.cpus = []
        for _ in range(n_cpus):
            offset, size = self.number('<Q'), self.number('<Q')
            self.cpus.append(data[offset:offset + size])

    def number(self, form):
        value = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def read_formats(self, count):
        for _ in range(count):
            text = self.take(self.number('<Q')).decode('utf-8', 'replace')
            number = int(re.search(r'^ID: (\d+)', text, re.M).group(1))
            self.formats[number] = [
                (re.split(r'[ *\[]', f.split('[')[0])[-1], int(offset), int(size))
                for f, offset, size in re.findall(
                    r'field:([^;]*);\s*offset:(\d+);\s*size:(\d+);', text)]


def walk(page):
    """Yields (offset of the payload, its size, stamp) of each event on a ring-buffer page."""
    stamp, commit = struct.unpack_from('<QQ', page)
    at, end = 16, 16 + (commit & 0xfffff)
    while at + 4 <= end:
        word = struct.unpack_from('<I', page, at)[0]
        kind, delta = word & 31, word >> 5
        at += 4
        if kind == 29:
            if delta == 0:
                return
            at += struct.unpack_from('<I', page, at)[0]
        elif kind == 30:
            stamp += delta + (struct.unpack_from('<I', page, at)[0] << 27)
            at += 4
        elif kind == 31:
            stamp = delta + (struct.unpack_from('<I', page, at)[0] << 27)
            at += 4
        else:
            stamp += delta
            size = kind * 4
            if kind == 0:
                size = struct.unpack_from('<I', page, at)[0] - 4
                at += 4
            yield at, size, stamp
            at += size


def rewrite(pages, page_size, formats, lane):
    """The pages of one CPU as another set of CPUs would have recorded them."""
    pages = bytearray(pages)
    for start in range(0, len(pages), page_size):
        for at, size, _ in walk(bytes(pages[start:start + page_size])):
            at += start
            for name, offset, length in formats.get(struct.unpack_from('<H', pages, at)[0], ()):
                if offset + length > size:
                    continue
                if length == 4 and name in PIDS:
                    pid = struct.unpack_from('<i', pages, at + offset)[0]
                    if pid > 2:
                        struct.pack_into('<i', pages, at + offset, pid + lane * PID_STEP)
                elif length == 8:
                    value = struct.unpack_from('<Q', pages, at + offset)[0]
                    # The direct map, where mm_structs and tasks lie; init_mm is in the kernel's image.
                    if 0xff11000000000000 <= value < 0xff91000000000000 \
                            or 0xffff888000000000 <= value < 0xffffc88000000000:
                        struct.pack_into('<Q', pages, at + offset, value + lane * ADDRESS_STEP)
    return bytes(pages)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('capture')
    parser.add_argument('out')
    parser.add_argument('--events', type=int, default=10_000_000)
    parser.add_argument('--cpus', type=int, default=0)
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, 'plain.dat')
        subprocess.run(['trace-cmd', 'convert', '-i', arguments.capture, '-o', plain,
                        '--file-version', '6', '--compression', 'none'],
                       check=True, stdout=subprocess.DEVNULL)
        with open(plain, 'rb') as file:
            source = File(file.read())

    page_size = source.page_size
    stamps = [stamp for cpu in source.cpus for start in range(0, len(cpu), page_size)
              for _, _, stamp in walk(cpu[start:start + page_size])]
    span = max(stamps) - min(stamps) + 1000
    n_sets = max(1, -(-arguments.cpus // len(source.cpus)))
    n_copies = -(-arguments.events // (len(stamps) * n_sets))
    cpus = [pages if lane == 0 else rewrite(pages, page_size, source.formats, lane)
            for lane in range(n_sets) for pages in source.cpus]
    if arguments.cpus:
        cpus = cpus[:arguments.cpus]

    header = bytearray(source.data[:source.cpus_at])
    header += struct.pack('<I', len(cpus)) + source.data[source.options_at:source.table_at]
    if source.count_at is not None:
        struct.pack_into('<I', header, source.count_at, len(cpus))
    table_at = len(header)
    start = -(-(table_at + 16 * len(cpus)) // page_size) * page_size
    with open(arguments.out, 'wb') as out:
        out.write(header)
        for pages in cpus:
            out.write(struct.pack('<QQ', start, len(pages) * n_copies))
            start += len(pages) * n_copies
        out.write(bytes(-out.tell() % page_size))
        for index, pages in enumerate(cpus):
            # No two sets of CPUs do the same in the same nanosecond.
            late = index // len(source.cpus) * 731
            pages = bytearray(pages)
            starts = [(at, struct.unpack_from('<Q', pages, at)[0] + late)
                      for at in range(0, len(pages), page_size)]
            for copy in range(n_copies):
                for at, stamp in starts:
                    struct.pack_into('<Q', pages, at, stamp + copy * span)
                out.write(pages)
    print(f'{arguments.out}: {len(cpus)} CPUs, about {len(stamps) * n_copies * n_sets} events, '
          f'{os.path.getsize(arguments.out) >> 20} MB')


main()
