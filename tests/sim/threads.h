/* threads.h - small programs, one thread per CPU, written by hand
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/machine.h"

G_BEGIN_DECLS

#define NONE MMS_SIM_NO_REGISTER

/* A program of @n_cpus CPUs that run nothing yet.  Each instruction is a line of its own of the file
 * "threads", numbered as the code is. */
MmsProgram *threads_new (guint n_cpus);

/* A variable, 0 at first; with @n above 1 an array. */
guint threads_variable (MmsProgram *program,
                        const char *name,
                        guint       n);

/* What is emitted from here on is @cpu's thread, up to threads_end(). */
void threads_begin (MmsProgram *program,
                    guint       cpu);
void threads_end   (MmsProgram *program);

void threads_const (MmsProgram *program,
                    guint8      reg,
                    gint16      value);
void threads_load  (MmsProgram *program,
                    guint8      reg,
                    guint       field,
                    MmsOrder    order);
/* Through register 7 */
void threads_store (MmsProgram *program,
                    guint       field,
                    gint16      value,
                    MmsOrder    order);
void threads_store_register (MmsProgram *program,
                             guint       field,
                             guint8      reg,
                             MmsOrder    order);
void threads_fence (MmsProgram *program,
                    MmsOrder    order);
/* Reports @report if @reg is not 0. */
void threads_report (MmsProgram *program,
                     guint8      reg,
                     guint       report);
guint16 threads_emit (MmsProgram    *program,
                      MmsInstruction instruction);
/* A jump forward, if @reg is 0; threads_land() says where to. */
guint16 threads_skip (MmsProgram *program,
                      guint8      reg);
void    threads_land (MmsProgram *program,
                      guint16     skip);

/* Finishes @program and makes a machine of it; fails the test if that does not go. */
MmsMachine *threads_machine (MmsProgram *program,
                             MmsMemory   memory,
                             gboolean    reduce);

G_END_DECLS
