/* dat-writer.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "page-writer.h"

G_BEGIN_DECLS

/**
 * DatWriter:
 *
 * Makes a trace.dat file of a given form.
 */
typedef struct _DatWriter DatWriter;

DatWriter *dat_writer_new        (const DatForm *form);
void       dat_writer_free       (DatWriter     *writer);
/* Formats and options go into the file in the order in which they are added. */
void       dat_writer_add_format (DatWriter     *writer,
                                  const char    *system,
                                  const char    *text);
void       dat_writer_add_option (DatWriter     *writer,
                                  guint          id,
                                  const void    *data,
                                  gsize          size);
void       dat_writer_set_texts  (DatWriter     *writer,
                                  const char    *kallsyms,
                                  const char    *cmdlines);
/* The text of printk_formats */
void       dat_writer_set_printk (DatWriter     *writer,
                                  const char    *printk);
/* (transfer full) @page; pages of one buffer and CPU one after the other */
void       dat_writer_add_page   (DatWriter     *writer,
                                  const char    *buffer,
                                  guint          cpu,
                                  DatPage       *page);
/* A CPU of a buffer that has no page */
void       dat_writer_add_cpu    (DatWriter     *writer,
                                  const char    *buffer,
                                  guint          cpu);
/* (transfer full) */
GBytes    *dat_writer_finish     (DatWriter     *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DatWriter, dat_writer_free)

G_END_DECLS
