using Aops.Releases.Transport;

namespace Aops.RepositorySimulator;

/// <summary>A mirror in memory; <see cref="Replace"/> lets it lie.</summary>
public sealed class MemorySource(IReadOnlyDictionary<string, byte[]> files) : IReleaseSource
{
    public Dictionary<string, Stream> Replace { get; } = [];

    public List<string> Asked { get; } = [];

    public Exception? Fault { get; set; }

    public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        Asked.Add(path);
        if (Fault is not null) throw Fault;
        if (Replace.TryGetValue(path, out var other))
            return Task.FromResult<ReleaseContent?>(new ReleaseContent(other, null));
        return Task.FromResult(files.TryGetValue(path, out var bytes)
            ? new ReleaseContent(new MemoryStream(bytes[(int)offset..]), bytes.Length - offset)
            : null);
    }
}
