namespace Aops.LogTail.Records;

/// <summary>
/// The state that a record of the spool carries: of all sources in the first record of a segment, of those that
/// changed in every other.
/// </summary>
internal sealed record StreamState
{
    /// <summary>Identity of the stream: numbers of lines are unique within it.</summary>
    public required string Stream { get; init; }

    public required List<SourceState> Sources { get; init; }

    /// <summary>The state after a change.</summary>
    internal StreamState With(StreamState change)
    {
        var sources = Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        foreach (var source in change.Sources)
        {
            var files = sources.TryGetValue(source.Name, out var earlier)
                ? new Dictionary<string, FileState>(earlier.Files, StringComparer.Ordinal)
                : new Dictionary<string, FileState>(StringComparer.Ordinal);
            foreach (var key in source.Gone) files.Remove(key);
            foreach (var (key, file) in source.Files) files[key] = file;
            sources[source.Name] = source with { Files = files, Gone = [] };
        }
        return this with { Sources = [.. sources.Values] };
    }
}
