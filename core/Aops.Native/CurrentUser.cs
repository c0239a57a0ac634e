namespace Aops.Native;

/// <summary>The user that this process runs as.</summary>
public static class CurrentUser
{
    /// <summary>Effective user id (geteuid(2)).</summary>
    public static uint EffectiveId => Files.FileCalls.EffectiveUserId();

    /// <summary>Whether it is root.</summary>
    public static bool IsRoot => EffectiveId == 0;
}
