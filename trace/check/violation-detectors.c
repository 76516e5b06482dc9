/* violation-detectors.c - what only a simulator can find
 *
 * It sees memory operations, buffered stores and every CPU at once; no trace of a kernel tells of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "violation.h"

#include <string.h>

static const MmsDetector detectors[] = {
  { .info = {
      .id = "D02tr",
      .name = "root-to-freed-tables-transient",
      .severity = MMS_SEVERITY_WARNING,
      .statement = "For a few steps of a switch, CR3 holds freed page tables.",
      .lesson =
          "A CPU that is about to load another mm has said so already, in mm_cpumask or in its slot, and "
          "whoever frees the old one does not wait for it. Until CR3 is written the MMU may still walk "
          "tables that are gone. Interrupts are off, no instruction uses an address of user space, and "
          "the window closes by itself; a speculative walk does not ask for any of that." } },
  { .info = {
      .id = "D03",
      .name = "user-tables-freed-under-walker",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "Page tables of user space are freed while a CPU can still walk them.",
      .lesson =
          "The MMU walks whatever CR3 points at, at any time and on its own account, also where no "
          "instruction asks for it. Before tables are freed, every CPU that has the mm loaded must "
          "have flushed what it remembers of them, which takes an interrupt to each. A CPU that the "
          "flush does not reach goes on walking pages that belong to somebody else by then." } },
  { .info = {
      .id = "D03tr",
      .name = "user-tables-freed-under-walker-transient",
      .severity = MMS_SEVERITY_INFO,
      .statement = "For a few steps of a switch, a CPU can still walk freed page tables of user space.",
      .lesson =
          "x86 takes a CPU out of mm_cpumask() before it writes CR3. A flush that comes in between does "
          "not reach it, and the tables of user space are freed while the MMU still has the old root. "
          "The root itself and the kernel's half stay: mm_count keeps them. Interrupts are off, nothing "
          "uses an address of user space before CR3 is written, and that forgets what the MMU has "
          "cached. So it is no fault of the scheme; it is why D02tr is one." } },
  { .info = {
      .id = "D04",
      .name = "stale-tlb",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "A CPU uses a translation that a finished flush has taken away.",
      .lesson =
          "A flush is over when no CPU can use the old translation any more. CPUs that borrow an mm "
          "lazily may be left out, if they catch up before they run user code again: they must look at "
          "the mm's generation after they have said that they are no longer lazy. That is a store and "
          "then a load, which every processor may exchange unless a full barrier stands between." } },
  { .info = {
      .id = "D12",
      .name = "resurrection",
      .severity = MMS_SEVERITY_FATAL,
      .statement = "A reference is taken to what has none left.",
      .lesson =
          "When a count reaches zero, whoever brought it there is about to free the object. To raise "
          "it again does not stop that: the new reference keeps nothing. mmgrab() is only for those "
          "who know that somebody else holds a reference; all others need a form that refuses zero, "
          "as mmget_not_zero() does." } },
  { .info = {
      .id = "D20",
      .name = "hazard-published-after-scan",
      .severity = MMS_SEVERITY_FATAL,
      .statement = "A hazard slot is published too late for the scan, and the mm is freed.",
      .lesson =
          "A hazard pointer protects from the moment on at which others can see it. A store may wait "
          "in the store buffer while the CPU goes on and uses the mm. Either something orders the "
          "publication before whatever lets others drop their references, or the publisher has to look "
          "again, after a full barrier, whether the mm is still what it was." } },
  { .info = {
      .id = "D21",
      .name = "hazard-cleared-early",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "A hazard slot is emptied while its CPU still uses the mm.",
      .lesson =
          "What a slot says to others is: I may still touch this. To empty it before CR3 has moved on "
          "and the last pointer is gone says too early that nothing is used here. The next scan passes "
          "the CPU by, and the free comes under it." } },
  { .info = {
      .id = "D42",
      .name = "membarrier-pre-missing",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "membarrier() passes over a CPU whose user accesses are not ordered before the switch.",
      .lesson =
          "membarrier() sends an interrupt only to CPUs that run a thread of the caller's mm. Of a CPU "
          "that has just stopped doing so it concludes that its accesses are done, and that holds only "
          "if a full barrier stands between the last of them and the store that tells of the switch: "
          "smp_mb__after_spinlock() in __schedule(), and its like in exit, exec and "
          "kthread_unuse_mm()." } },
  { .info = {
      .id = "D43",
      .name = "unpublish-without-release",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "The store that empties a hazard slot is seen before an earlier use.",
      .lesson =
          "Who finds the slot empty may free the mm. If the processor lets the emptying store overtake "
          "an earlier load through that mm, the load reads freed memory, although the program has it "
          "before. A release keeps all that came before behind it; x86 does so by itself, others do "
          "not." } },
  { .info = {
      .id = "D44",
      .name = "scan-without-acquire",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "A free is done before the look at the slots that it depends on.",
      .lesson =
          "The one who scans reads each slot and frees only if none names the mm. That is a control "
          "dependency, which orders stores and nothing else. Where loads follow, or the slot is read "
          "by hand of another, an acquire is needed for the free to stay behind the scan." } },
  { .info = {
      .id = "D54",
      .name = "nmi-user-access-wrong",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "An NMI takes the loaded page tables for those of the interrupted task.",
      .lesson =
          "perf walks a user's stack from NMIs. In the middle of switch_mm_irqs_off() CR3 may be of one "
          "mm and current->mm of another, and on a lazy CPU it is. nmi_uaccess_okay() compares loaded_mm "
          "with current->mm and knows LOADED_MM_SWITCHING; who does without reads another process's "
          "memory." } },
  { .info = {
      .id = "WARN",
      .name = "warning",
      .severity = MMS_SEVERITY_WARNING,
      .statement = "A WARN_ON() of the scheme fires.",
      .lesson =
          "Whoever wrote the patch has put this here because it must not happen. The chain of events "
          "shows one way for it to happen all the same; whether more than a line in the log comes of "
          "it, the other findings say." } },
  { .info = {
      .id = "STUCK",
      .name = "waits-for-ever",
      .severity = MMS_SEVERITY_FATAL,
      .statement = "A CPU waits for what never comes.",
      .lesson =
          "No CPU can take another step, and not all are done: each that is left spins on a lock, on a "
          "value, or on the answer to an interrupt that another CPU does not take. On a real machine the "
          "watchdog reports a soft or a hard lockup some seconds later." } },
  { .info = {
      .id = "OOPS",
      .name = "null-pointer",
      .severity = MMS_SEVERITY_FATAL,
      .statement = "NULL is followed.",
      .lesson =
          "A pointer to an mm or to a task is NULL where the code expects one, and the kernel stops "
          "there. In a model that is either what it is made to find, or a place where the model leaves "
          "something out that the kernel has." } },
  { .info = {
      .id = "BROKEN",
      .name = "model-out-of-range",
      .severity = MMS_SEVERITY_ERROR,
      .statement = "The model itself is wrong: a number leaves its range, or a loop has no end.",
      .lesson =
          "This says nothing of the scheme. The machine holds numbers of some thousands and takes a loop "
          "that does nothing for one without end; whoever wrote the file has to look at the line where "
          "that happens." } },
};

const MmsDetector *
mms_violations_find_detector (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (detectors); i++)
    if (g_ascii_strcasecmp (detectors[i].info.id, id) == 0
        || strcmp (detectors[i].info.name, id) == 0)
      return &detectors[i];
  return NULL;
}
