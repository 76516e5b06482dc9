/* litmus-name.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-name.h"

#include "model/printable.h"

static gboolean
is_reserved (const char *name)
{
  static const char *const words[] = {
    "if", "else", "while", "for", "do", "int", "long", "short", "char", "unsigned", "signed", "void",
    "bool", "const", "volatile", "struct", "union", "return", "goto", "switch", "NULL", "not", "true",
    "false", "exists", "forall", "filter", "locations", "atomic_t", "spinlock_t", "u8", "u16", "u32",
    "u64", "s8", "s16", "s32", "s64",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], name))
      return TRUE;
  return (name[0] == 'r' || name[0] == 'P') && g_ascii_isdigit (name[1]);
}

static gboolean
has_name (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (names->pdata[i], name))
      return TRUE;
  return FALSE;
}

char *
mms_litmus_make_name (const GPtrArray *names, const char *place)
{
  g_autofree char *base = g_strndup (place, 64);
  char *name;

  if (g_str_has_suffix (base, "]"))
    base[strlen (base) - 1] = '\0';
  for (char *p = base; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p))
      *p = '_';
  name = g_strdup_printf ("%s%s%s", g_ascii_isalpha (*base) || *base == '_' ? "" : "v", base,
                          is_reserved (base) ? "_" : "");
  for (guint i = 2; has_name (names, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", base, i);
      if (!g_ascii_isalpha (*name) && *name != '_')
        *name = 'v';
    }
  return name;
}

char *
mms_litmus_make_remark (const char *text)
{
  char *remark = mms_make_printable (text);

  for (char *p = remark; *p != '\0'; p++)
    if (*p == '*')
      *p = '.';
  return remark;
}
