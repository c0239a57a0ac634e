using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Upgrade.Slots;

/// <summary>The copies in <c>opt/aops/bin</c>: launcher, service CLI, control script. Replaced only after a commit.</summary>
public static class InstalledPrograms
{
    private const int PieceBytes = 64 * 1024;

    private static readonly string[] Programs =
        ["aops-launch", "aops-agent-service", "control", "libMono.Unix.so"];

    /// <summary>Copies those that differ from the slot's, each by a temporary file and one rename.</summary>
    /// <param name="version">The slot to copy from.</param>
    /// <returns>Names of the replaced programs.</returns>
    /// <exception cref="IOException">
    /// One cannot be written; it keeps its old content, and the following ones are not tried.
    /// </exception>
    public static IReadOnlyList<string> Refresh(AopsLayout layout, string version)
    {
        AtomicFile.CreateDirectory(layout.Bin);
        var replaced = new List<string>();
        foreach (var name in Programs)
        {
            var source = Path.Combine(layout.Slot(version), "bin", name);
            var target = Path.Combine(layout.Bin, name);
            if (!File.Exists(source) || HasSameContent(source, target)) continue;
            // A running program cannot be written, only replaced by a rename.
            AtomicFile.Copy(source, target, AtomicFile.Executable);
            replaced.Add(name);
        }
        return replaced;
    }

    private static bool HasSameContent(string source, string target)
    {
        if (!SlotStore.IsExecutable(target)) return false;
        if (new FileInfo(source).Length != new FileInfo(target).Length) return false;
        // Compared piece by piece, so that a long-running process does not grow by whole programs.
        using var expected = File.OpenHandle(source);
        using var actual = File.OpenHandle(target);
        var (a, b) = (new byte[PieceBytes], new byte[PieceBytes]);
        for (long offset = 0; ; offset += PieceBytes)
        {
            var length = RandomAccess.Read(expected, a, offset);
            if (length != RandomAccess.Read(actual, b, offset)) return false;
            if (length == 0) return true;
            if (!a.AsSpan(0, length).SequenceEqual(b.AsSpan(0, length))) return false;
        }
    }
}
