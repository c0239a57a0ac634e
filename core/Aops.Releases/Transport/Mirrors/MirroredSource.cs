namespace Aops.Releases.Transport.Mirrors;

/// <summary>
/// A repository whose packages are fetched from mirrors where one has them: the first in the list that can be had, the next
/// where one ends in the middle, and last the repository itself. Metadata comes from the repository alone, so that no mirror
/// that lags behind holds an upgrade up. One download at a time.
/// </summary>
/// <param name="mirrors">The mirrors, the preferred one first.</param>
/// <param name="origin">The repository.</param>
/// <param name="health">Which of them are left out.</param>
public sealed class MirroredSource(IReadOnlyList<Mirror> mirrors, IReleaseSource origin, MirrorHealth health)
    : IReleaseSource
{
    private const string Packages = "targets/";

    // Those that gave a part of what was fetched last.
    private readonly HashSet<Mirror> _givers = [];
    private string? _given;

    /// <inheritdoc/>
    public long BytesPerSecondMax => origin.BytesPerSecondMax;

    /// <inheritdoc/>
    public async Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        if (!path.StartsWith(Packages, StringComparison.Ordinal))
            return await origin.GetAsync(path, offset, cancellationToken);
        _givers.Clear();
        _given = path;
        if (await OpenAsync(path, offset, cancellationToken) is not var (mirror, content)) return null;
        return new ReleaseContent(new MirroredStream(this, path, offset, mirror, content), content.LengthBytes);
    }

    /// <inheritdoc/>
    public bool Distrust(string path)
    {
        if (_given != path || _givers.Count == 0) return false;
        foreach (var mirror in _givers) health.LeaveOut(mirror, $"what it gave of {path} is not what was signed");
        _givers.Clear();
        return true;
    }

    /// <summary>Opens a file at the first place that has it.</summary>
    /// <returns>The place, null for the repository, and the content; null where none has it.</returns>
    internal async Task<(Mirror? Mirror, ReleaseContent Content)?> OpenAsync(
        string path, long offset, CancellationToken cancellationToken)
    {
        foreach (var mirror in mirrors.Where(health.MayAsk))
        {
            try
            {
                if (await mirror.Source.GetAsync(path, offset, cancellationToken) is not { } content) continue;
                _givers.Add(mirror);
                return (mirror, content);
            }
            catch (ReleaseSourceException e)
            {
                health.LeaveOut(mirror, e.Message);
            }
        }
        return await origin.GetAsync(path, offset, cancellationToken) is { } last ? (null, last) : null;
    }

    /// <summary>Leaves out a mirror that broke off.</summary>
    internal void LeaveOut(Mirror mirror, ReleaseSourceException fault) => health.LeaveOut(mirror, fault.Message);
}
