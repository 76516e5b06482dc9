/* look.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "look.h"

#define PORTAL_DARK 1 /* color-scheme of org.freedesktop.appearance */

/* Set by hand: an answer of the portal that comes later must not undo it. */
static gboolean is_chosen;

const MmsPalette *
mms_look_get_palette (GtkWidget *widget)
{
  GdkRGBA text;

  /* GTK_THEME and settings.ini may force a theme whatever the settings say; bright text is what
   * tells a dark one. */
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  return mms_palette_get (0.30 * text.red + 0.59 * text.green + 0.11 * text.blue > 0.5);
}

gboolean
mms_look_is_dark (void)
{
  gboolean dark = FALSE;

  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  return dark;
}

static void
apply (gboolean dark)
{
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", dark, NULL);
}

void
mms_look_set_dark (gboolean dark)
{
  is_chosen = TRUE;
  apply (dark);
}

static void
portal_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) inner = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (!answer || is_chosen)
    return;

  /* Read() wraps its answer twice. */
  g_variant_get (answer, "(v)", &value);
  inner = g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT) ? g_variant_get_variant (value)
                                                               : g_variant_ref (value);
  if (g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32)
      && g_variant_get_uint32 (inner) == PORTAL_DARK)
    apply (TRUE);
}

static void
bus_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (!bus)
    return;
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings",
                          "Read",
                          g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, 1000, NULL,
                          portal_answered, NULL);
}

void
mms_look_start (void)
{
  static GtkCssProvider *provider;
  g_autofree char *theme = NULL;

  if (provider)
    return;

  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/mmscope/mmscope/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  g_object_get (gtk_settings_get_default (), "gtk-theme-name", &theme, NULL);
  if (theme && g_str_has_suffix (theme, "-dark"))
    apply (TRUE);
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS"))
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_found, NULL);
}
