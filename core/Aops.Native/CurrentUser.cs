using System.Runtime.InteropServices;

namespace Aops.Native;

/// <summary>The user that this process runs as.</summary>
public static partial class CurrentUser
{
    /// <summary>Effective user id (geteuid(2)).</summary>
    public static uint EffectiveId => EffectiveUserId();

    /// <summary>Whether it is root.</summary>
    public static bool IsRoot => EffectiveId == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();
}
