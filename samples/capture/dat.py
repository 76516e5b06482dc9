# dat.py - writes a trace.dat, version 6, from a ring buffer that is at rest
#
# trace-cmd could do that, but "trace-cmd extract" empties the top-level buffer as well, whose events
# somebody else may be waiting for, and "trace-cmd record" resets what else is set there.
#
# The format: trace-cmd.dat.v6(5). Of the symbols, only those go into the file that recorded addresses
# lie in.
#
# SPDX-License-Identifier: GPL-2.0-or-later
import bisect
import errno
import os
import re
import struct
import tempfile

OPTION_DONE, OPTION_STATS, OPTION_CLOCK = 0, 2, 4
PAGE = 4096
BLOCK = 1 << 20


def read_file(path):
    with open(path, 'rb') as file:
        return file.read()


class Symbols:
    """The kernel's symbols, and which of them the trace needs."""

    def __init__(self, lines, order):
        self.order = order
        self.lines = sorted((int(line.split(None, 1)[0], 16), line) for line in lines)
        self.addresses = [address for address, _ in self.lines]
        self.high = {address >> 32 for address in self.addresses} - {0}
        self.seen = {high: set() for high in self.high}

    def scan(self, data):
        """notes whatever looks like an address of the kernel's; fields lie at multiples of four"""
        before = self.order == '<'
        for high, seen in self.seen.items():
            pattern = struct.pack(self.order + 'I', high)
            at = data.find(pattern)
            while at >= 0:
                if at % 4 == 0:
                    seen.add(data[at - 4:at] if before else data[at + 4:at + 8])
                    at += 3
                at = data.find(pattern, at + 1)

    def list_needed(self, always):
        needed = {at for at, (_, line) in enumerate(self.lines) if line.split()[2] in always}
        for high, seen in self.seen.items():
            for low in seen:
                if len(low) == 4:
                    address = high << 32 | struct.unpack(self.order + 'I', low)[0]
                    needed.add(bisect.bisect_right(self.addresses, address) - 1)
        return b''.join(self.lines[at][1] + b'\n' for at in sorted(needed) if at >= 0)


def read_pages(path, size):
    """the pages of one CPU"""
    try:
        with open(path, 'rb', buffering=0,
                  opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            while True:
                page = file.read(size)
                if not page:
                    return
                yield page.ljust(size, b'\0')
    except OSError as error:
        # A CPU that was never online has no buffer.
        if error.errno not in (errno.ENODEV, errno.ENXIO):
            raise


class Writer:
    def __init__(self, tracefs, instance, order):
        self.tracefs = tracefs
        self.instance = instance
        self.order = order

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def with_size(self, form, data):
        return self.pack(form, len(data)) + data

    def pack_formats(self, system, events):
        folder = f'{self.tracefs}/events/{system}'
        formats = [read_file(f'{folder}/{event}/format') for event in events]
        return self.pack('I', len(formats)) + b''.join(self.with_size('Q', text) for text in formats)

    def pack_events(self, events):
        systems = {}
        for event in events:
            system, _, name = event.partition('/')
            systems.setdefault(system, []).append(name)
        return self.pack('I', len(systems)) + b''.join(
            system.encode() + b'\0' + self.pack_formats(system, names)
            for system, names in systems.items())

    def pack_header(self, events, symbols):
        page = read_file(f'{self.tracefs}/events/header_page')
        ftrace = sorted(event for event in os.listdir(f'{self.tracefs}/events/ftrace')
                        if os.path.exists(f'{self.tracefs}/events/ftrace/{event}/format'))
        return b''.join([
            b'\x17\x08\x44tracing6\0', self.pack('BBI', self.order == '>', struct.calcsize('P'), PAGE),
            b'header_page\0', self.with_size('Q', page),
            b'header_event\0', self.with_size('Q', read_file(f'{self.tracefs}/events/header_event')),
            self.pack_formats('ftrace', ftrace), self.pack_events(events),
            self.with_size('I', symbols), self.with_size('I', b''),
            self.with_size('Q', read_file(f'{self.tracefs}/saved_cmdlines'))])

    def pack_options(self, stats):
        clock = read_file(f'{self.instance}/trace_clock')
        options = [(OPTION_CLOCK, clock)]
        options += [(OPTION_STATS, f'CPU: {cpu}\n{text}'.encode()) for cpu, text in stats.items()]
        return b'options  \0' + b''.join(
            self.pack('H', option) + self.with_size('I', data)
            for option, data in options) + self.pack('H', OPTION_DONE), clock

    def write(self, output, events, stats, lines, always):
        """stats: the text of per_cpu/cpuN/stats by CPU; lines: of kallsyms; always: symbols to keep"""
        fields = re.search(rb'offset:(\d+);\s*size:(\d+);[^\n]*\n?\Z',
                           read_file(f'{self.tracefs}/events/header_page').rstrip())
        page_size = int(fields[1]) + int(fields[2])
        symbols = Symbols(lines, self.order)
        sizes = [0] * (max(stats) + 1)

        with tempfile.TemporaryFile(dir=os.path.dirname(os.path.abspath(output))) as pages:
            for cpu in sorted(stats):
                for page in read_pages(f'{self.instance}/per_cpu/cpu{cpu}/trace_pipe_raw', page_size):
                    symbols.scan(page)
                    pages.write(page)
                    sizes[cpu] += page_size
            options, clock = self.pack_options(stats)
            header = self.pack_header(events, symbols.list_needed(always))
            header += self.pack('I', len(sizes)) + options + b'flyrecord\0'
            tail = self.with_size('Q', re.search(rb'\[\w[\w-]*\]', clock)[0])

            at = len(header) + 16 * len(sizes) + len(tail)
            table = b''
            for size in sizes:
                at = (at + page_size - 1) // page_size * page_size
                table += self.pack('QQ', at, size)
                at += size
            with open(output, 'wb') as target:
                target.write(header + table + tail)
                target.write(bytes(-target.tell() % page_size))
                pages.seek(0)
                for block in iter(lambda: pages.read(BLOCK), b''):
                    target.write(block)
