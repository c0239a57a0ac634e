using System.Text;

namespace Aops.Native.Files.Trees;

/// <summary>The names in a directory that stay when it is emptied, as relative paths in bytes.</summary>
internal sealed class RetainedNames
{
    /// <summary>Retains nothing.</summary>
    public static readonly RetainedNames None = new([]);

    private readonly byte[][] _paths;

    private RetainedNames(byte[][] paths) => _paths = paths;

    /// <summary>The retained names below a directory.</summary>
    /// <param name="keep">Files to retain, absolute.</param>
    public static RetainedNames Below(string directory, IReadOnlySet<string> keep)
    {
        var prefix = directory.TrimEnd('/') + "/";
        byte[][] paths = [.. keep.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => Encoding.UTF8.GetBytes(k[prefix.Length..]))];
        return paths.Length == 0 ? None : new(paths);
    }

    /// <summary>Whether a name is retained.</summary>
    /// <param name="name">The name, without a NUL.</param>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (var path in _paths)
        {
            if (name.SequenceEqual(path)) return true;
        }
        return false;
    }

    /// <summary>The retained names of a subdirectory.</summary>
    /// <param name="name">Name of the subdirectory, without a NUL.</param>
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
