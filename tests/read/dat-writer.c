/* dat-writer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-writer.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

static void
put_text (GByteArray *bytes, const char *text, gsize size)
{
  g_byte_array_append (bytes, (const guint8 *) text, size);
}

static void
align (GByteArray *bytes, gsize to)
{
  static const guint8 zero = 0;

  while (bytes->len % to != 0)
    g_byte_array_append (bytes, &zero, 1);
}

/* --- files --- */

typedef struct
{
  guint cpu;
  GByteArray *pages;
} Cpu;

typedef struct
{
  char *name;
  GPtrArray *cpus; /* Cpu */
} Buffer;

struct _DatWriter
{
  DatForm form;
  GPtrArray *systems; /* char; the n-th of... */
  GPtrArray *formats; /* ...this n-th text */
  GByteArray *options;
  char *kallsyms;
  char *cmdlines;
  char *printk;
  GPtrArray *buffers; /* Buffer */
  GByteArray *file;
};

static void
cpu_free (gpointer data)
{
  Cpu *cpu = data;

  g_byte_array_unref (cpu->pages);
  g_free (cpu);
}

static void
buffer_free (gpointer data)
{
  Buffer *buffer = data;

  g_free (buffer->name);
  g_ptr_array_unref (buffer->cpus);
  g_free (buffer);
}

DatWriter *
dat_writer_new (const DatForm *form)
{
  DatWriter *writer = g_new0 (DatWriter, 1);

  writer->form = *form;
  writer->systems = g_ptr_array_new_with_free_func (g_free);
  writer->formats = g_ptr_array_new_with_free_func (g_free);
  writer->options = g_byte_array_new ();
  writer->kallsyms = g_strdup ("");
  writer->cmdlines = g_strdup ("");
  writer->printk = g_strdup ("");
  writer->buffers = g_ptr_array_new_with_free_func (buffer_free);
  writer->file = g_byte_array_new ();
  return writer;
}

void
dat_writer_free (DatWriter *writer)
{
  g_ptr_array_unref (writer->systems);
  g_ptr_array_unref (writer->formats);
  g_byte_array_unref (writer->options);
  g_free (writer->kallsyms);
  g_free (writer->cmdlines);
  g_free (writer->printk);
  g_ptr_array_unref (writer->buffers);
  g_byte_array_unref (writer->file);
  g_free (writer);
}

void
dat_writer_add_format (DatWriter *writer, const char *system, const char *text)
{
  g_ptr_array_add (writer->systems, g_strdup (system));
  g_ptr_array_add (writer->formats, g_strdup (text));
}

void
dat_writer_set_texts (DatWriter *writer, const char *kallsyms, const char *cmdlines)
{
  g_free (writer->kallsyms);
  g_free (writer->cmdlines);
  writer->kallsyms = g_strdup (kallsyms);
  writer->cmdlines = g_strdup (cmdlines);
}

void
dat_writer_set_printk (DatWriter *writer, const char *printk)
{
  g_free (writer->printk);
  writer->printk = g_strdup (printk);
}

static void
put_option (DatWriter *writer, GByteArray *bytes, guint id, const void *data, gsize size)
{
  dat_put (bytes, &writer->form, 2, id);
  dat_put (bytes, &writer->form, 4, size);
  g_byte_array_append (bytes, data, size);
}

void
dat_writer_add_option (DatWriter *writer, guint id, const void *data, gsize size)
{
  put_option (writer, writer->options, id, data, size);
}

static Cpu *
get_cpu (DatWriter *writer, const char *name, guint number)
{
  Buffer *buffer = NULL;
  Cpu *cpu;

  for (guint i = 0; i < writer->buffers->len; i++)
    if (g_str_equal (((Buffer *) writer->buffers->pdata[i])->name, name))
      buffer = writer->buffers->pdata[i];
  if (buffer == NULL)
    {
      buffer = g_new0 (Buffer, 1);
      buffer->name = g_strdup (name);
      buffer->cpus = g_ptr_array_new_with_free_func (cpu_free);
      g_ptr_array_add (writer->buffers, buffer);
    }

  for (guint i = 0; i < buffer->cpus->len; i++)
    if (((Cpu *) buffer->cpus->pdata[i])->cpu == number)
      return buffer->cpus->pdata[i];
  cpu = g_new0 (Cpu, 1);
  cpu->cpu = number;
  cpu->pages = g_byte_array_new ();
  g_ptr_array_add (buffer->cpus, cpu);
  return cpu;
}

void
dat_writer_add_cpu (DatWriter *writer, const char *buffer, guint cpu)
{
  get_cpu (writer, buffer, cpu);
}

void
dat_writer_add_page (DatWriter *writer, const char *buffer, guint cpu, DatPage *page)
{
  dat_page_write (page, get_cpu (writer, buffer, cpu)->pages);
  dat_page_free (page);
}

/* --- contents that both versions have --- */

static void
put_header_info (DatWriter *writer, GByteArray *bytes)
{
  const guint long_size = writer->form.long_size;
  g_autofree char *text
      = g_strdup_printf ("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
                         "\tfield: local_t commit;\toffset:8;\tsize:%u;\tsigned:1;\n"
                         "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
                         "\tfield: char data;\toffset:%u;\tsize:%u;\tsigned:1;\n",
                         long_size, 8 + long_size, writer->form.page_size - 8 - long_size);
  static const char event[] = "# compressed entry header\n";

  put_text (bytes, "header_page", 12);
  dat_put (bytes, &writer->form, 8, strlen (text));
  put_text (bytes, text, strlen (text));
  put_text (bytes, "header_event", 13);
  dat_put (bytes, &writer->form, 8, strlen (event));
  put_text (bytes, event, strlen (event));
}

static guint
put_formats (DatWriter *writer, GByteArray *bytes, const char *system)
{
  guint count = 0;

  for (guint i = 0; i < writer->systems->len; i++)
    count += g_str_equal (writer->systems->pdata[i], system);
  dat_put (bytes, &writer->form, 4, count);
  for (guint i = 0; i < writer->systems->len; i++)
    if (g_str_equal (writer->systems->pdata[i], system))
      {
        const char *text = writer->formats->pdata[i];

        dat_put (bytes, &writer->form, 8, strlen (text));
        put_text (bytes, text, strlen (text));
      }
  return count;
}

static void
put_events (DatWriter *writer, GByteArray *bytes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < writer->systems->len; i++)
    if (!g_str_equal (writer->systems->pdata[i], "ftrace")
        && !g_ptr_array_find_with_equal_func (names, writer->systems->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (names, writer->systems->pdata[i]);

  dat_put (bytes, &writer->form, 4, names->len);
  for (guint i = 0; i < names->len; i++)
    {
      put_text (bytes, names->pdata[i], strlen (names->pdata[i]) + 1);
      put_formats (writer, bytes, names->pdata[i]);
    }
}

static void
put_sized (DatWriter *writer, GByteArray *bytes, const char *text, guint size_size)
{
  dat_put (bytes, &writer->form, size_size, strlen (text));
  put_text (bytes, text, strlen (text));
}

static void
put_initial (DatWriter *writer)
{
  const guint8 flags[] = { writer->form.big_endian, 8 };

  put_text (writer->file, "\027\010\104tracing", 10);
  put_text (writer->file, writer->form.version == 6 ? "6" : "7", 2);
  g_byte_array_append (writer->file, flags, 2);
  dat_put (writer->file, &writer->form, 4, writer->form.page_size);
}

/* --- version 6 --- */

static guint
get_n_cpus (DatWriter *writer)
{
  guint n_cpus = 0;

  for (guint i = 0; i < writer->buffers->len; i++)
    {
      Buffer *buffer = writer->buffers->pdata[i];

      for (guint j = 0; j < buffer->cpus->len; j++)
        n_cpus = MAX (n_cpus, ((Cpu *) buffer->cpus->pdata[j])->cpu + 1);
    }
  return n_cpus;
}

/* Where a number was left open */
static void
patch (DatWriter *writer, gsize at, guint size, guint64 value)
{
  g_autoptr (GByteArray) number = g_byte_array_new ();

  dat_put (number, &writer->form, size, value);
  memcpy (writer->file->data + at, number->data, size);
}

static void
put_v6_buffer (DatWriter *writer, const char *name, guint n_cpus)
{
  gsize table;

  put_text (writer->file, "flyrecord", 10);
  table = writer->file->len;
  for (guint i = 0; i < 2 * n_cpus; i++)
    dat_put (writer->file, &writer->form, 8, 0);
  align (writer->file, writer->form.page_size);

  for (guint i = 0; i < n_cpus; i++)
    {
      Cpu *cpu = get_cpu (writer, name, i);

      if (cpu->pages->len == 0)
        continue;
      patch (writer, table + 16 * i, 8, writer->file->len);
      patch (writer, table + 16 * i + 8, 8, cpu->pages->len);
      g_byte_array_append (writer->file, cpu->pages->data, cpu->pages->len);
    }
}

/* @places: where the places of other buffers must be filled in */
static void
put_v6_options (DatWriter *writer, GArray *places)
{
  GByteArray *file = writer->file;

  put_text (file, "options  ", 10);
  g_byte_array_append (file, writer->options->data, writer->options->len);
  for (guint i = 0; i < writer->buffers->len; i++)
    {
      const char *name = ((Buffer *) writer->buffers->pdata[i])->name;
      gsize place;

      if (*name == '\0')
        continue;
      dat_put (file, &writer->form, 2, 3);
      dat_put (file, &writer->form, 4, 8 + strlen (name) + 1);
      place = file->len;
      g_array_append_val (places, place);
      dat_put (file, &writer->form, 8, 0);
      put_text (file, name, strlen (name) + 1);
    }
  dat_put (file, &writer->form, 2, 0);
}

static gboolean
has_other_buffers (DatWriter *writer)
{
  for (guint i = 0; i < writer->buffers->len; i++)
    if (*((Buffer *) writer->buffers->pdata[i])->name != '\0')
      return TRUE;
  return FALSE;
}

static void
finish_v6 (DatWriter *writer)
{
  GByteArray *file = writer->file;
  const guint n_cpus = get_n_cpus (writer);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));

  put_header_info (writer, file);
  put_formats (writer, file, "ftrace");
  put_events (writer, file);
  put_sized (writer, file, writer->kallsyms, 4);
  put_sized (writer, file, writer->printk, 4);
  put_sized (writer, file, writer->cmdlines, 8);
  dat_put (file, &writer->form, 4, n_cpus);

  /* The first versions of trace-cmd had none. */
  if (writer->options->len > 0 || has_other_buffers (writer))
    put_v6_options (writer, places);
  put_v6_buffer (writer, "", n_cpus);

  for (guint i = 0, n = 0; i < writer->buffers->len; i++)
    {
      const char *name = ((Buffer *) writer->buffers->pdata[i])->name;

      if (*name == '\0')
        continue;
      patch (writer, g_array_index (places, gsize, n++), 8, file->len);
      put_v6_buffer (writer, name, n_cpus);
    }
}

/* --- version 7 --- */

static GByteArray *
compress_bytes (DatWriter *writer, const guint8 *data, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, ZSTD_compressBound (size) + compressBound (size));
  if (g_str_equal (writer->form.codec, "zstd"))
    {
      gsize written = ZSTD_compress (bytes->data, bytes->len, data, size, 1);

      g_assert_false (ZSTD_isError (written));
      g_byte_array_set_size (bytes, written);
    }
  else
    {
      uLongf written = bytes->len;

      g_assert_cmpint (compress (bytes->data, &written, data, size), ==, Z_OK);
      g_byte_array_set_size (bytes, written);
    }
  return bytes;
}

static gboolean
is_compressed (DatWriter *writer)
{
  return !g_str_equal (writer->form.codec, "none");
}

static gsize
put_section (DatWriter *writer, guint id, GByteArray *contents)
{
  gsize place = writer->file->len;
  const gboolean packed = is_compressed (writer) && id != 0;
  g_autoptr (GByteArray) bytes = packed ? compress_bytes (writer, contents->data, contents->len)
                                        : g_byte_array_ref (contents);

  dat_put (writer->file, &writer->form, 2, id);
  dat_put (writer->file, &writer->form, 2, packed);
  dat_put (writer->file, &writer->form, 4, 0);
  dat_put (writer->file, &writer->form, 8, bytes->len + (packed ? 8 : 0));
  if (packed)
    {
      dat_put (writer->file, &writer->form, 4, bytes->len);
      dat_put (writer->file, &writer->form, 4, contents->len);
    }
  g_byte_array_append (writer->file, bytes->data, bytes->len);
  return place;
}

static void
put_section_and_option (DatWriter *writer, guint id, GByteArray *contents, GByteArray *options)
{
  dat_put (options, &writer->form, 2, id);
  dat_put (options, &writer->form, 4, 8);
  dat_put (options, &writer->form, 8, put_section (writer, id, contents));
  g_byte_array_set_size (contents, 0);
}

/* Two pages to a chunk */
static gsize
put_chunks (DatWriter *writer, GByteArray *pages)
{
  const gsize most = 2 * writer->form.page_size;
  gsize size = 0;

  dat_put (writer->file, &writer->form, 4, (pages->len + most - 1) / most);
  for (gsize at = 0; at < pages->len; at += most)
    {
      gsize part = MIN (most, pages->len - at);
      g_autoptr (GByteArray) bytes = compress_bytes (writer, pages->data + at, part);

      dat_put (writer->file, &writer->form, 4, bytes->len);
      dat_put (writer->file, &writer->form, 4, part);
      g_byte_array_append (writer->file, bytes->data, bytes->len);
      size += 8 + bytes->len;
    }
  return size;
}

static void
put_v7_buffer (DatWriter *writer, Buffer *buffer, GByteArray *options)
{
  GByteArray *file = writer->file;
  g_autoptr (GByteArray) description = g_byte_array_new ();
  gsize place = file->len;

  dat_put (file, &writer->form, 2, 3);
  dat_put (file, &writer->form, 2, is_compressed (writer));
  dat_put (file, &writer->form, 4, 0);
  dat_put (file, &writer->form, 8, 0);

  dat_put (description, &writer->form, 8, place);
  put_text (description, buffer->name, strlen (buffer->name) + 1);
  put_text (description, "global", 7);
  dat_put (description, &writer->form, 4, writer->form.page_size);
  dat_put (description, &writer->form, 4, buffer->cpus->len);
  for (guint i = 0; i < buffer->cpus->len; i++)
    {
      Cpu *cpu = buffer->cpus->pdata[i];
      gsize start;

      align (file, writer->form.page_size);
      start = file->len;
      dat_put (description, &writer->form, 4, cpu->cpu);
      dat_put (description, &writer->form, 8, start);
      if (!is_compressed (writer) || cpu->pages->len == 0)
        {
          g_byte_array_append (file, cpu->pages->data, cpu->pages->len);
          dat_put (description, &writer->form, 8, cpu->pages->len);
        }
      else
        dat_put (description, &writer->form, 8, put_chunks (writer, cpu->pages));
    }
  patch (writer, place + 8, 8, file->len - place - 16);
  put_option (writer, options, 3, description->data, description->len);
}

static void
put_done (DatWriter *writer, GByteArray *options, guint64 next)
{
  dat_put (options, &writer->form, 2, 0);
  dat_put (options, &writer->form, 4, 8);
  dat_put (options, &writer->form, 8, next);
}

static void
finish_v7 (DatWriter *writer)
{
  GByteArray *file = writer->file;
  g_autoptr (GByteArray) contents = g_byte_array_new ();
  g_autoptr (GByteArray) options = g_byte_array_new ();
  gsize options_at;
  gsize next_at;

  put_text (file, writer->form.codec, strlen (writer->form.codec) + 1);
  put_text (file, "1.0", 4);
  options_at = file->len;
  dat_put (file, &writer->form, 8, 0);

  put_header_info (writer, contents);
  put_section_and_option (writer, 16, contents, options);
  put_formats (writer, contents, "ftrace");
  put_section_and_option (writer, 17, contents, options);
  put_events (writer, contents);
  put_section_and_option (writer, 18, contents, options);
  put_sized (writer, contents, writer->kallsyms, 4);
  put_section_and_option (writer, 19, contents, options);
  put_sized (writer, contents, writer->printk, 4);
  put_section_and_option (writer, 20, contents, options);
  put_sized (writer, contents, writer->cmdlines, 8);
  put_section_and_option (writer, 21, contents, options);

  /* As trace-cmd: what is known before the recording first, the buffers in options of their own. */
  g_byte_array_append (options, writer->options->data, writer->options->len);
  put_done (writer, options, 0);
  patch (writer, options_at, 8, file->len);
  next_at = file->len + 16 + options->len - 8;
  put_section (writer, 0, options);

  g_byte_array_set_size (options, 0);
  for (guint i = 0; i < writer->buffers->len; i++)
    put_v7_buffer (writer, writer->buffers->pdata[i], options);
  put_done (writer, options, 0);
  patch (writer, next_at, 8, file->len);
  put_section (writer, 0, options);
}

GBytes *
dat_writer_finish (DatWriter *writer)
{
  put_initial (writer);
  if (writer->form.version == 6)
    finish_v6 (writer);
  else
    finish_v7 (writer);
  return g_bytes_new (writer->file->data, writer->file->len);
}
