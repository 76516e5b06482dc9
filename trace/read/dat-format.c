/* dat-format.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-format.h"

#include <string.h>

#include "dat-declaration.h"
#include "dat-print.h"
#include "model/number.h"

/* A kernel's kprobe has at most 128 arguments and no tracepoint comes near. */
#define MAX_FIELDS 1024

static void
look_clear (gpointer data)
{
  MmsDatLook *look = data;

  mms_dat_words_free (look->words);
}

MmsDatFormat *
mms_dat_format_new (void)
{
  MmsDatFormat *format = g_new0 (MmsDatFormat, 1);

  /* As all kernels have had them since version 2.6.31; the text may say otherwise. */
  format->type = (MmsDatCommon) { 0, 2 };
  format->flags = (MmsDatCommon) { 2, 1 };
  format->preempt_count = (MmsDatCommon) { 3, 1 };
  format->pid = (MmsDatCommon) { 4, 4 };
  format->looks = g_array_new (FALSE, FALSE, sizeof (MmsDatLook));
  g_array_set_clear_func (format->looks, look_clear);
  return format;
}

void
mms_dat_format_free (MmsDatFormat *format)
{
  if (format == NULL)
    return;

  g_array_unref (format->looks);
  g_free (format);
}

gboolean
mms_dat_format_read_head (const char *text, gsize size, char **name, guint *id)
{
  const char *end = text + size;
  g_autofree char *found = NULL;
  gboolean has_id = FALSE;

  while (text < end && !(found && has_id))
    {
      const char *line_end = memchr (text, '\n', end - text);
      g_autofree char *line = NULL;

      if (line_end == NULL)
        line_end = end;
      /* These are the first two lines, and short. */
      line = g_strndup (text, MIN (line_end - text, 256));
      if (g_str_has_prefix (line, "name:"))
        {
          const char *word = g_strstrip (line + 5);

          if (found == NULL && *word != '\0' && g_utf8_validate (word, -1, NULL))
            found = g_strdup (word);
        }
      else if (g_str_has_prefix (line, "ID:"))
        {
          guint64 number;

          has_id = mms_number_parse (g_strstrip (line + 3), 10, 0, G_MAXUINT16, &number);
          if (has_id)
            *id = number;
        }
      else if (g_str_has_prefix (line, "format:"))
        break;
      text = line_end + 1;
    }

  if (found == NULL || !has_id)
    return FALSE;
  *name = g_steal_pointer (&found);
  return TRUE;
}

/* Bytes of one element by the name of its type; 0 where that tells nothing. */
static guint
type_get_size (const char *type, const MmsDatLayout *layout)
{
  static const struct
  {
    const char *name;
    guint size;
  } sizes[] = {
    { "char", 1 },
    { "u8", 1 },
    { "s8", 1 },
    { "__u8", 1 },
    { "__s8", 1 },
    { "bool", 1 },
    { "uint8_t", 1 },
    { "int8_t", 1 },
    { "unsigned char", 1 },
    { "signed char", 1 },
    { "short", 2 },
    { "u16", 2 },
    { "s16", 2 },
    { "__u16", 2 },
    { "__s16", 2 },
    { "uint16_t", 2 },
    { "int16_t", 2 },
    { "unsigned short", 2 },
    { "__be16", 2 },
    { "__le16", 2 },
    { "int", 4 },
    { "u32", 4 },
    { "s32", 4 },
    { "__u32", 4 },
    { "__s32", 4 },
    { "uint32_t", 4 },
    { "int32_t", 4 },
    { "unsigned", 4 },
    { "unsigned int", 4 },
    { "__be32", 4 },
    { "__le32", 4 },
    { "pid_t", 4 },
    { "u64", 8 },
    { "s64", 8 },
    { "__u64", 8 },
    { "__s64", 8 },
    { "uint64_t", 8 },
    { "int64_t", 8 },
    { "long long", 8 },
    { "unsigned long long", 8 },
    { "__be64", 8 },
    { "__le64", 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (g_str_equal (type, sizes[i].name))
      return sizes[i].size;

  if (g_str_has_suffix (type, "*") || g_str_equal (type, "long")
      || g_str_equal (type, "unsigned long") || g_str_equal (type, "cpumask_t"))
    return layout->long_size;
  return 0;
}

static gboolean
is_number_size (guint size)
{
  return size == 1 || size == 2 || size == 4 || size == 8;
}

/* "__data_loc char[] name": @base is what lies behind the location. */
static void
set_dynamic (MmsField *field, const char *base, gboolean is_relative, const MmsDatLayout *layout)
{
  g_autofree char *element = g_strstrip (g_strndup (base, strcspn (base, "[")));
  guint size = type_get_size (element, layout);

  if (field->size != 4)
    field->form = MMS_FIELD_BYTES;
  else if (g_str_equal (element, "char"))
    field->form = is_relative ? MMS_FIELD_REL_LOC : MMS_FIELD_DATA_LOC;
  else
    field->form = MMS_FIELD_DATA_NUMBERS;
  field->element_size = is_number_size (size) ? size : 1;
}

static void
set_array (MmsField *field,
           const MmsDatDeclaration *declaration,
           const char *base,
           const MmsDatLayout *layout)
{
  g_autofree char *length = g_strndup (declaration->array, declaration->array_size);
  guint64 n_elements = 0;
  guint size = type_get_size (base, layout);

  if (g_str_equal (base, "char"))
    {
      field->form = MMS_FIELD_CHARS;
      field->element_size = 1;
      return;
    }

  mms_number_parse (length, 10, 1, G_MAXUINT16, &n_elements);
  if (n_elements > 0 && field->size > 0 && field->size % n_elements == 0)
    size = field->size / n_elements;

  field->form = is_number_size (size) ? MMS_FIELD_NUMBERS : MMS_FIELD_BYTES;
  field->element_size = is_number_size (size) ? size : 1;
}

static gboolean
make_field (MmsField *field, const MmsDatDeclaration *declaration, const MmsDatLayout *layout)
{
  g_autofree char *name = g_strndup (declaration->name, declaration->name_size);
  g_autofree char *base = g_strndup (declaration->type, declaration->type_size);
  g_autofree char *type = NULL;

  if (declaration->offset + declaration->size > G_MAXUINT16 || !g_utf8_validate (base, -1, NULL))
    return FALSE;

  type = declaration->array == NULL
             ? g_strdup (base)
             : g_strdup_printf ("%s[%.*s]", base, (int) MIN (declaration->array_size, 64),
                                declaration->array);
  if (!g_utf8_validate (type, -1, NULL))
    return FALSE;

  *field = (MmsField) {
    .name = g_intern_string (name),
    .type = g_intern_string (type),
    .offset = declaration->offset,
    .size = declaration->size,
    .element_size = MIN (declaration->size, 255),
    .is_signed = declaration->is_signed,
  };

  if (g_str_has_prefix (base, "__data_loc "))
    set_dynamic (field, base + strlen ("__data_loc "), FALSE, layout);
  else if (g_str_has_prefix (base, "__rel_loc "))
    set_dynamic (field, base + strlen ("__rel_loc "), TRUE, layout);
  else if (declaration->array)
    set_array (field, declaration, base, layout);
  else if (!is_number_size (field->size))
    field->form = MMS_FIELD_BYTES;
  else
    field->form = field->is_signed ? MMS_FIELD_SIGNED : MMS_FIELD_UNSIGNED;

  field->is_pointer = g_str_has_suffix (base, "*");
  return TRUE;
}

/* A stack's array has room for eight addresses in its format, and for all there are in a record. */
static gboolean
is_open_ended (const MmsKind *kind, const MmsField *field)
{
  return field->form == MMS_FIELD_NUMBERS && g_strcmp0 (kind->system, "ftrace") == 0
         && g_str_equal (field->name, "caller");
}

static void
set_common (MmsDatFormat *format, const MmsDatDeclaration *declaration)
{
  MmsDatCommon common = { declaration->offset, declaration->size };

  if (declaration->offset > 256 || !is_number_size (declaration->size))
    return;

  if (mms_dat_declaration_is_named (declaration, "common_type"))
    format->type = common;
  else if (mms_dat_declaration_is_named (declaration, "common_flags"))
    format->flags = common;
  else if (mms_dat_declaration_is_named (declaration, "common_preempt_count"))
    format->preempt_count = common;
  else if (mms_dat_declaration_is_named (declaration, "common_pid"))
    format->pid = common;
}

/* The events of trace_printk(): bputs points to its text, bprint to its format. */
static MmsDatShow
get_printk_show (MmsDatFormat *format, const MmsKind *kind, const MmsField *field)
{
  gboolean is_bprint = g_str_equal (kind->name, "bprint");

  if (g_strcmp0 (kind->system, "ftrace") != 0 || (!is_bprint && !g_str_equal (kind->name, "bputs")))
    return MMS_DAT_SHOW_NUMBER;
  if (g_str_equal (field->name, is_bprint ? "fmt" : "str") && is_number_size (field->size))
    {
      format->string = (MmsDatCommon) { field->offset, (guint8) field->size };
      return MMS_DAT_SHOW_STRING;
    }
  return is_bprint && g_str_equal (field->name, "buf") ? MMS_DAT_SHOW_PRINTF : MMS_DAT_SHOW_NUMBER;
}

void
mms_dat_format_read (MmsDatFormat *format,
                     MmsKind *kind,
                     const MmsDatLayout *layout,
                     const char *text,
                     gsize size)
{
  const char *end = text + size;
  MmsDatDeclaration declaration;

  while (mms_dat_declaration_read (&declaration, &text, end))
    {
      MmsField field;

      if (declaration.name_size > 7 && strncmp (declaration.name, "common_", 7) == 0)
        set_common (format, &declaration);
      else if (kind && kind->fields->len < MAX_FIELDS && make_field (&field, &declaration, layout))
        {
          MmsDatLook look = { field.is_pointer ? MMS_DAT_SHOW_HEX : MMS_DAT_SHOW_NUMBER, NULL };

          MmsDatShow printk = get_printk_show (format, kind, &field);

          if (printk != MMS_DAT_SHOW_NUMBER)
            look.show = printk;
          if (is_open_ended (kind, &field))
            field.size = 0;
          mms_kind_add_field (kind, &field);
          g_array_append_val (format->looks, look);
        }
    }

  if (kind)
    mms_dat_print_read (format, kind, text, end - text);
}
