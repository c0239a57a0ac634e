using System.Text;

namespace Aops.Native.Files.Trees;

/// <summary>Which names of a directory stay when it is emptied: whole paths from it on, as bytes.</summary>
internal sealed class RetainedNames
{
    /// <summary>Nothing stays.</summary>
    public static readonly RetainedNames None = new([]);

    private readonly byte[][] _paths;

    private RetainedNames(byte[][] paths) => _paths = paths;

    /// <summary>Those of a directory.</summary>
    /// <param name="directory">The directory, absolute.</param>
    /// <param name="keep">Files that stay, absolute.</param>
    public static RetainedNames Below(string directory, IReadOnlySet<string> keep)
    {
        var prefix = directory.TrimEnd('/') + "/";
        byte[][] paths = [.. keep.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => Encoding.UTF8.GetBytes(k[prefix.Length..]))];
        return paths.Length == 0 ? None : new(paths);
    }

    /// <summary>Whether a name stays.</summary>
    /// <param name="name">The name, without a NUL.</param>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (var path in _paths)
        {
            if (name.SequenceEqual(path)) return true;
        }
        return false;
    }

    /// <summary>What stays in a directory of this one.</summary>
    /// <param name="name">Its name, without a NUL.</param>
    public RetainedNames Of(ReadOnlySpan<byte> name)
    {
        if (_paths.Length == 0) return None;
        var rest = new List<byte[]>();
        foreach (var path in _paths)
        {
            if (path.Length > name.Length && path[name.Length] == (byte)'/' && path.AsSpan().StartsWith(name))
                rest.Add(path[(name.Length + 1)..]);
        }
        return rest.Count == 0 ? None : new([.. rest]);
    }
}
