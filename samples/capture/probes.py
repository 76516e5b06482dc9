# probes.py - the probes of group lz, and their definitions for one kernel
#
# mmscope reads events and fields by these names; samples/README.md lists what they say.
#
# SPDX-License-Identifier: GPL-2.0-or-later
import re

GROUP = 'lz'

# The kernel's own limits, of a line in kprobe_events and of a probe's fields
MAX_DEFINITION = 4093
MAX_FIELDS = 128

DATA_SYMBOLS = {'runqueues', 'cpu_tlbstate', 'cpu_tlbstate_shared', '__per_cpu_offset', 'init_mm'}

# Where a function's return address is on its entry
RETURN_ADDRESS = {'x86_64': '$stack0', 'aarch64': '%lr', 'riscv64': '%ra'}


class Kernel:
    """What one kernel offers to probes."""

    def __init__(self, btf, symbols, functions, cpus, arch):
        self.btf = btf
        self.symbols = symbols      # name: its addresses
        self.functions = functions  # those that can be traced; None where that is not known
        self.cpus = cpus            # their numbers
        self.arch = arch

    def find_function(self, name):
        """the symbol to probe, or None and the reason"""
        known = self.symbols if self.functions is None else self.functions
        if name in known:
            if len(self.symbols.get(name, ())) > 1:
                return None, 'several functions have that name'
            return name, None
        # The compiler dropped what nobody uses of it, here the value returned.
        for symbol in sorted(known):
            if re.fullmatch(re.escape(name) + r'\.isra\.\d+', symbol):
                return symbol, None
        return None, 'cannot be traced' if name in self.symbols else 'inlined, or not in this kernel'

    def get_offset(self, *paths):
        for path in paths:
            offset = self.btf.get_offset(path)
            if offset is not None:
                return offset
        return None

    def get_member(self, base, *paths):
        offset = self.get_offset(*paths)
        return None if offset is None else f'+0x{offset:x}({base})'

    def get_parameter(self, function, name, position):
        names = self.btf.get_parameters(function)
        if names is None:
            return f'$arg{position}'
        return f'$arg{names.index(name) + 1}' if name in names else None

    def get_per_cpu(self, symbol, cpu, *paths):
        """a member of a per-CPU variable of that CPU"""
        offset = self.get_offset(*paths)
        addresses = self.symbols.get(symbol)
        if offset is None or not addresses or '__per_cpu_offset' not in self.symbols:
            return None
        place = (addresses[0] + offset) & (1 << 64) - 1
        sign = f'-0x{(1 << 64) - place:x}' if place >> 63 else f'+0x{place:x}'
        return f'{sign}(@__per_cpu_offset{"+%d" % (8 * cpu) if cpu else ""})'


# What probes record. Each maker takes the kernel and the function's name and returns fields, without
# those that this kernel does not have.

def make(name, value, form):
    return [] if value is None else [f'{name}={value}:{form}']


def value(name, base, form='x64'):
    return lambda kernel, function: make(name, base, form)


def parameter(name, called, position, form):
    return lambda kernel, function: make(name, kernel.get_parameter(function, called, position), form)


def member(name, base, path, form='x64'):
    return lambda kernel, function: make(name, kernel.get_member(base, path), form)


def task(base):
    return lambda kernel, function: (
        make('tsk', base, 'x64')
        + make('tpid', kernel.get_member(base, 'task_struct.pid'), 's32')
        + make('ttgid', kernel.get_member(base, 'task_struct.tgid'), 's32')
        + make('tflags', kernel.get_member(base, 'task_struct.flags'), 'x32')
        + make('tmm', kernel.get_member(base, 'task_struct.mm'), 'x64')
        + make('tamm', kernel.get_member(base, 'task_struct.active_mm'), 'x64'))


def counts(base, prefix=''):
    return lambda kernel, function: (
        make(prefix + 'users', kernel.get_member(base, 'mm_struct.mm_users'), 's32')
        + make(prefix + 'count', kernel.get_member(base, 'mm_struct.mm_count'), 's32'))


def identity(base, prefix=''):
    return lambda kernel, function: (
        make(prefix + 'ctx', kernel.get_member(base, 'mm_struct.context.ctx_id'), 'u64')
        + make(prefix + 'mask', kernel.get_member(base, 'mm_struct.cpu_bitmap'), 'x64'))


def task_counts(base):
    return lambda kernel, function: counts(kernel.get_member(base, 'task_struct.mm'))(kernel, function)


def new_mm(base):
    def get(kernel, function):
        mm = kernel.get_member(base, 'linux_binprm.mm')
        return make('nmm', mm, 'x64') + counts(mm)(kernel, function) if mm else []
    return get


def flush_info(base):
    members = (('mm', 'mm', 'x64'), ('start', 'start', 'x64'), ('end', 'end', 'x64'),
               ('gen', 'new_tlb_gen', 'u64'), ('icpu', 'initiating_cpu', 'u32'),
               ('freed', 'freed_tables', 'u8'))
    return lambda kernel, function: sum(
        (make(name, kernel.get_member(base, f'flush_tlb_info.{path}'), form)
         for name, path, form in members), [])


def caller(kernel, function):
    return make('caller', RETURN_ADDRESS.get(kernel.arch), 'symbol')


def held(kernel, function, with_task=False):
    """what each CPU holds when the probe fires"""
    fields = []
    lazy = 'cpu_tlbstate_shared' if 'cpu_tlbstate_shared' in kernel.symbols else 'cpu_tlbstate'
    for cpu in kernel.cpus:
        current = kernel.get_per_cpu('runqueues', cpu, 'rq.curr')
        if current and with_task:
            previous = kernel.get_per_cpu('runqueues', cpu, 'rq.prev_mm', 'rq.prev_lazy_mm')
            fields += make(f'c{cpu}', kernel.get_member(current, 'task_struct.pid'), 's32')
            fields += make(f'm{cpu}', kernel.get_member(current, 'task_struct.mm'), 'x64')
            fields += make(f'p{cpu}', previous, 'x64')
        if current:
            fields += make(f'a{cpu}', kernel.get_member(current, 'task_struct.active_mm'), 'x64')
        fields += make(f'l{cpu}', kernel.get_per_cpu('cpu_tlbstate', cpu, 'tlb_state.loaded_mm'), 'x64')
        fields += make(f'z{cpu}', kernel.get_per_cpu(lazy, cpu, 'tlb_state_shared.is_lazy',
                                                     'tlb_state.is_lazy'), 'u8')
    return fields


def held_with_task(kernel, function):
    return held(kernel, function, True)


SNAPSHOTS = (held, held_with_task)
MM = [value('mm', '$arg1'), counts('$arg1')]
WHOLE_MM = MM + [identity('$arg1')]
RETURNED_MM = [value('mm', '$retval'), counts('$retval')]
RELEASE = [task('$arg1'), value('mm', '$arg2'), counts('$arg2')]

# event, entry or return, functions (the first that there is), fields, what is unknown without it
PROBES = (
    ('switch_mm', 'p', 'switch_mm_irqs_off',
     [value('prev', '$arg1'), value('next', '$arg2'), task('$arg3'), counts('$arg1', 'p'),
      counts('$arg2', 'n'), identity('$arg2', 'n'), caller, held], 'loaded_mm'),
    ('load_cr3', 'p', 'load_new_mm_cr3',
     [value('pgd', '$arg1'), value('asid', '$arg2', 'u16'), parameter('flush', 'need_flush', 3, 'u8')],
     'when CR3 is written'),
    ('enter_lazy', 'p', 'enter_lazy_tlb',
     [value('mm', '$arg1'), task('$arg2'), counts('$arg1'), identity('$arg1'), caller, held],
     'who borrows which mm'),
    ('leave_mm', 'p', 'leave_mm', [parameter('ocpu', 'cpu', 1, 'u32'), caller, held],
     'when an idle CPU gives up its borrowed mm'),
    ('fts', 'p', 'finish_task_switch',
     [value('prevtsk', '$arg1'), member('ppid', '$arg1', 'task_struct.pid', 's32'),
      member('pmm', '$arg1', 'task_struct.mm'), member('pamm', '$arg1', 'task_struct.active_mm'),
      held_with_task], 'when a borrowed mm is given back after a switch'),
    ('mm_init', 'r', 'mm_init', RETURNED_MM + [identity('$retval')], 'mms made by fork'),
    ('mm_alloc', 'r', 'mm_alloc', RETURNED_MM + [identity('$retval')], 'mms made by exec'),
    ('get_task_mm', 'r', 'get_task_mm', RETURNED_MM, 'some references to mm_users'),
    ('new_task', 'p', 'wake_up_new_task', [task('$arg1'), task_counts('$arg1')],
     'the mm of new tasks until they run'),
    ('exit_release', 'p', 'exit_mm_release', RELEASE, 'when a task gives its mm up'),
    ('exec_release', 'p', 'exec_mm_release', RELEASE, 'when a task gives its old mm up'),
    ('exec', 'p', 'begin_new_exec', [new_mm('$arg1')], 'the new mm of an exec'),
    ('mmput', 'p', 'mmput', MM + [caller], 'mm_users'),
    ('mmput_async', 'p', 'mmput_async', MM + [caller], 'some changes of mm_users'),
    ('exit_mmap', 'p', 'exit_mmap', WHOLE_MM + [held], 'when mm_users reaches 0'),
    ('mmdrop_free', 'p', '__mmdrop', WHOLE_MM + [caller, held],
     'when an mm is freed, so that nothing can be found to dangle'),
    ('khp_enter', 'p', '__khugepaged_enter', MM, "khugepaged's references"),
    ('khp_exit', 'p', '__khugepaged_exit', MM, "khugepaged's references"),
    ('ksm_enter', 'p', '__ksm_enter', MM, "KSM's references"),
    ('kt_use', 'p', 'kthread_use_mm', MM + [held], 'kernel threads that adopt an mm'),
    ('kt_use_ret', 'r', 'kthread_use_mm', [held_with_task], 'kernel threads that adopt an mm'),
    ('kt_unuse', 'p', 'kthread_unuse_mm', MM + [held], 'kernel threads that give an mm back'),
    ('flush_range', 'p', 'flush_tlb_mm_range',
     [value('mm', '$arg1'), value('start', '$arg2'), value('end', '$arg3'),
      parameter('freed', 'freed_tables', 5, 'u8'), counts('$arg1'), identity('$arg1'), held],
     'who asks for TLB flushes'),
    ('flush_multi', 'p', 'native_flush_tlb_multi native_flush_tlb_others',
     [value('cpumask', '+0($arg1)'), flush_info('$arg2')], 'to whom TLB flushes are sent'),
    ('flush_func', 'p', 'flush_tlb_func flush_tlb_func_remote', [flush_info('$arg1'), held],
     'when TLB flushes are handled'),
    ('mb_priv', 'p', 'membarrier_private_expedited',
     [value('flags', '$arg1', 'x32'), parameter('cpu_id', 'cpu_id', 2, 's32')], 'membarrier calls'),
    ('ipi_mb', 'p', 'ipi_mb', [held], 'membarrier IPIs'),
    ('ipi_sync_core', 'p', 'ipi_sync_core', [held], 'membarrier IPIs'),
    ('mb_exec', 'p', 'membarrier_exec_mmap', [value('mm', '$arg1')], 'membarrier state after exec'),
    ('mb_cur', 'p', 'membarrier_update_current_mm',
     [value('mm', '$arg1'), member('state', '$arg1', 'mm_struct.membarrier_state', 'x32')],
     'membarrier state of a kernel thread that adopts an mm'),
    ('idle_exit', 'p', 'idle_task_exit', [held_with_task], 'what a CPU holds that goes offline'),
    ('finish_cpu', 'p', 'finish_cpu', [value('dcpu', '$arg1', 'u32'), held_with_task],
     'what a CPU holds that goes offline'),
    ('finish_cpu_ret', 'r', 'finish_cpu', [held_with_task], 'what a CPU holds that goes offline'),
    ('text_poke', 'p', '__text_poke', [parameter('addr', 'addr', 1, 'x64'), caller],
     'temporary mms while the kernel patches itself'),
)

# Those that mmscope cannot use without a field; a task without its pid would be taken for the idle task.
NEEDED = {'switch_mm': 'tpid', 'enter_lazy': 'tpid', 'new_task': 'tpid', 'exit_release': 'tpid',
          'exec_release': 'tpid', 'exec': 'nmm', 'flush_multi': 'mm', 'flush_func': 'mm'}


def define_probe(kernel, kind, event, symbol, function, makers):
    fields = [field for maker in makers for field in maker(kernel, function)]
    if len(fields) > MAX_FIELDS or NEEDED.get(event) not in [None] + [f.split('=')[0] for f in fields]:
        return None
    definition = ' '.join([f'{kind}:{GROUP}/{event}', symbol, *fields])
    return definition if len(definition) <= MAX_DEFINITION else None


def define_probes(kernel, with_snapshots):
    """definitions by event; what cannot be, as (event, reason, what is unknown then)"""
    definitions, missing = {}, []
    for event, kind, functions, makers, unknown in PROBES:
        for function in functions.split():
            symbol, reason = kernel.find_function(function)
            if symbol:
                break
        else:
            missing.append((event, f'{functions.split()[0]}: {reason}', unknown))
            continue
        plain = [maker for maker in makers if maker not in SNAPSHOTS]
        definition = define_probe(kernel, kind, event, symbol, function,
                                  makers if with_snapshots else plain)
        if definition is None and with_snapshots:
            definition = define_probe(kernel, kind, event, symbol, function, plain)
            if definition:
                missing.append((f'the snapshots in {event}', 'too many CPUs for one probe',
                                "the CPUs' own active_mm, loaded_mm and is_lazy"))
        if definition:
            definitions[event] = definition
        else:
            missing.append((event, 'its fields are not in the BTF', unknown))
    return definitions, missing
