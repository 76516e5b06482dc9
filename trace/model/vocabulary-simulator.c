/* vocabulary-simulator.c - what simulators tell that the kernel has no tracepoints for
 *
 * samples/FORMAT.md describes these and those without a role.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "vocabulary.h"

static const MmsVocabularyEntry entries[] = {
  { "temp_mm_use", MMS_ROLE_TEMP_MM_USE, "mm saved",
    { { MMS_SLOT_MM, "mm" }, { MMS_SLOT_ID, "id" }, { MMS_SLOT_PREV, "saved" } } },
  { "temp_mm_unuse", MMS_ROLE_TEMP_MM_UNUSE, "saved", { { MMS_SLOT_PREV, "saved" } } },
  { "m_fence", MMS_ROLE_FENCE, NULL, { { MMS_SLOT_OPERATION, "order" } } },
  { "violation", MMS_ROLE_VIOLATION, "detector",
    { { MMS_SLOT_DETECTOR, "detector" },
      { MMS_SLOT_TARGET_CPU, "cpu" },
      { MMS_SLOT_MM, "mm" },
      { MMS_SLOT_ID, "id" },
      { MMS_SLOT_CHECK, "info" },
      { MMS_SLOT_TEXT, "text" } } },
  { "walk", MMS_ROLE_WALK, "mm", { { MMS_SLOT_MM, "mm" }, { MMS_SLOT_ID, "id" } } },
  { "ipi_send", MMS_ROLE_IPI_SEND, "call_id set",
    { { MMS_SLOT_VALUE, "call_id" },
      { MMS_SLOT_CPUMASK, "set" },
      { MMS_SLOT_MM, "mm" },
      { MMS_SLOT_ID, "id" } } },
  { "ipi_ack", MMS_ROLE_IPI_ACK, "call_id", { { MMS_SLOT_VALUE, "call_id" } } },
  { NULL },
};

const MmsVocabulary mms_vocabulary_simulator = { "simulator", TRUE, FALSE, entries };
