using Aops.Server.Security;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// Codes that a browser brings to a program on the same machine. Only persons whom the provider has sent get one; each is taken once,
/// within two minutes, by the program that has the verifier.
/// </summary>
internal sealed class SignInCodes(TimeProvider clock)
{
    private const int CountMax = 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string UserId, string Challenge, DateTimeOffset MadeAt)> _codes = [];

    /// <summary>Makes a code.</summary>
    public string Make(string userId, string challenge)
    {
        var code = Secrets.NewToken("");
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (old, entry) in _codes)
                if (now - entry.MadeAt >= Lifetime) _codes.Remove(old);
            if (_codes.Count >= CountMax) _codes.Remove(_codes.MinBy(pair => pair.Value.MadeAt).Key);
            _codes.Add(code, (userId, challenge, now));
        }
        return code;
    }

    /// <summary>The user of a code; null where it is not in force, or the verifier is another one. It is void afterwards.</summary>
    public string? Take(string code, string verifier)
    {
        lock (_gate)
        {
            return _codes.Remove(code, out var entry) && clock.GetUtcNow() - entry.MadeAt < Lifetime
                && Loopback.Matches(verifier, entry.Challenge)
                ? entry.UserId
                : null;
        }
    }
}
