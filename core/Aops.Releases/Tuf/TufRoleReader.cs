using System.Runtime.ExceptionServices;
using Aops.Contracts;

namespace Aops.Releases.Tuf;

/// <summary>
/// Reads the targets metadata of delegated roles: each is the file that the snapshot names, verified for the delegation
/// that leads to it, and fresh. Read once for each delegation; a role that was refused stays refused.
/// </summary>
internal sealed class TufRoleReader(TufLoader loader, TufStore store, TufTrusted trusted, DateTimeOffset now)
{
    private readonly Dictionary<(string Role, TufAuthority Authority), TufTargets> _read = [];
    private readonly Dictionary<(string Role, TufAuthority Authority), TufRefusal> _refused = [];

    /// <summary>The metadata of a role.</summary>
    /// <param name="authority">Who signs for it, as the delegation says.</param>
    /// <exception cref="TufRefusal">It cannot be had, or is not to be trusted.</exception>
    public async Task<TufTargets> ReadAsync(
        string role, TufAuthority authority, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue((role, authority), out var known)) return known;
        if (_refused.TryGetValue((role, authority), out var refusal)) ExceptionDispatchInfo.Throw(refusal);
        try
        {
            return _read[(role, authority)] = await LoadAsync(role, authority, cancellationToken);
        }
        catch (TufRefusal refused)
        {
            _refused[(role, authority)] = refused;
            throw;
        }
    }

    private async Task<TufTargets> LoadAsync(string role, TufAuthority authority, CancellationToken cancellationToken)
    {
        if (!trusted.Snapshot.Meta.TryGetValue($"{role}.json", out var expected))
            throw TufRefusal.Mismatch(role, "the snapshot does not name it");
        var loaded = await loader.LoadAsync(role, authority, expected,
            trusted.Root.ConsistentSnapshot, Limits.TufTargetsBytesMax, TufParser.Targets, cancellationToken);
        TufVerifier.RequireFresh(role, loaded.Metadata, now);
        if (!loaded.IsStored) store.Write(role, loaded.Bytes);
        return loaded.Metadata;
    }
}
