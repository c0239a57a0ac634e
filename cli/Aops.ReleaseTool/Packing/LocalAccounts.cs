using Aops.Native.Files;

namespace Aops.ReleaseTool.Packing;

/// <summary>Users and groups of this machine, by its own files: a directory service may know more.</summary>
internal static class LocalAccounts
{
    /// <summary>Whether there is a user of a name or number.</summary>
    public static bool HasUser(string user) => Has("/etc/passwd", user);

    /// <summary>Whether there is a group of a name or number.</summary>
    public static bool HasGroup(string group) => Has("/etc/group", group);

    // A number needs no entry.
    private static bool Has(string file, string account)
    {
        if (account.All(char.IsAsciiDigit)) return true;
        try
        {
            return File.ReadLines(file).Any(line => line.StartsWith(account + ":", StringComparison.Ordinal));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return true;
        }
    }
}
