/* condition.h - what the condition of a forbid asks about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands for the CPU's own state in a list of terms. */
#define MMS_TERM_CR3  "cr3_of(smp_processor_id())"
#define MMS_TERM_IRQS "irqs_disabled()"

/**
 * mms_condition_list_terms:
 * @text: source, "forbid D31 (current->active_mm == mm) …"
 *
 * The variables in the condition of the first forbid in @text: "r0", "current->active_mm"; and the terms
 * above.  What is asked of another CPU, "cpu(rq, cpu)->curr", is left out.
 *
 * Returns: (transfer full): in order, each once; empty where there is no forbid
 */
GStrv mms_condition_list_terms (const char *text);

G_END_DECLS
