using System.Globalization;
using System.Text;

namespace Aops.Native.Processes;

/// <summary>
/// User and group ids of a process (<c>Uid</c> and <c>Gid</c> of <c>/proc/PID/status</c>, proc(5)).
/// </summary>
/// <param name="Users">Real, effective and saved user id; they differ in a set-user-ID program.</param>
/// <param name="Groups">Real, effective and saved group id.</param>
public sealed record ProcCredentials(IReadOnlyList<uint> Users, IReadOnlyList<uint> Groups)
{
    // Both lines precede the lists of processors and memory nodes, which may be long.
    private const int BytesMax = 4096;

    /// <summary>Reads the ids; null if the process has ended.</summary>
    /// <exception cref="PosixException">No descriptor or memory is left, so the process may exist.</exception>
    public static ProcCredentials? TryRead(int pid)
    {
        Span<byte> buffer = stackalloc byte[BytesMax];
        var lines = Encoding.UTF8.GetString(ProcFile.Read(pid, "status", buffer)).Split('\n');
        return Find(lines, "Uid:") is { } users && Find(lines, "Gid:") is { } groups ? new(users, groups) : null;
    }

    /// <summary>Whether all ids are those of this user and group.</summary>
    /// <param name="groupId">The group; null for any.</param>
    public bool Are(uint userId, uint? groupId = null) =>
        Users.All(u => u == userId) && (groupId is null || Groups.All(g => g == groupId));

    private static uint[]? Find(string[] lines, string field)
    {
        const int wanted = 3;
        var line = lines.FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
        var words = line?[field.Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length < wanted) return null;
        var numbers = new uint[wanted];
        for (var i = 0; i < wanted; i++)
        {
            if (!uint.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }
        return numbers;
    }
}
