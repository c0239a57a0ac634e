using Microsoft.IdentityModel.Tokens;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// The provider's documents, read when they are needed: again after an hour, and at once where a token names a key that is not
/// known, as after a rotation; a token with a made-up key costs one look in 30 seconds. While the provider does not answer, those
/// from before are used for a day.
/// </summary>
internal sealed class ProviderDocuments(ProviderHttp http, string issuer, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Usable = TimeSpan.FromDays(1);
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Uri _discovery = new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");
    private volatile ProviderDocument? _last;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>The documents.</summary>
    /// <exception cref="SignInFault">There are none.</exception>
    public Task<ProviderDocument> FindAsync(CancellationToken cancellationToken) =>
        _last is { } last && clock.GetUtcNow() - last.ReadAt < Fresh
            ? Task.FromResult(last)
            : ReadAsync(mustHave: null, cancellationToken);

    /// <summary>The documents, after another look where they lack a key and the last look was a while ago.</summary>
    /// <param name="keyId">The key that a token names.</param>
    /// <exception cref="SignInFault">There are none.</exception>
    public async Task<ProviderDocument> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var last = await FindAsync(cancellationToken);
        return Has(last, keyId) ? last : await ReadAsync(keyId, cancellationToken);
    }

    public void Dispose() => _one.Dispose();

    private static bool Has(ProviderDocument document, string keyId) =>
        document.SigningKeys.Any((SecurityKey key) => key.KeyId == keyId);

    private async Task<ProviderDocument> ReadAsync(string? mustHave, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            // Another request may have read them meanwhile.
            if (_last is { } last && (mustHave is null ? now - last.ReadAt < Fresh : Has(last, mustHave))) return last;
            if (mustHave is not null && now - _triedAt < PauseBetweenLooks) return _last!;
            if (mustHave is not null) _triedAt = now;
            try
            {
                var read = ProviderDocument.Parse(
                    ProviderHttp.Parse(await http.ReadAsync(_discovery, cancellationToken), _discovery), issuer);
                var keys = ProviderDocument.ParseKeys(await http.ReadAsync(read.Keys, cancellationToken));
                return _last = read with { SigningKeys = keys, ReadAt = now };
            }
            catch (SignInFault) when (_last is { } old && now - old.ReadAt < Usable)
            {
                return old;
            }
        }
        finally
        {
            _one.Release();
        }
    }
}
