using Aops.Server.Actors;
using Aops.Server.Rights;
using Aops.Server.Security;

namespace Aops.Server.People;

/// <summary>
/// The key of an admin that the first start of a server writes to its folder, so that the first operator has access. It is
/// retired by an admin of one's own: <c>aops-server admin create</c>, then <c>operator-token revoke --name initial</c>.
/// </summary>
internal sealed class BootstrapKey(KeyStore keys, PersonStore people, TimeProvider clock)
{
    /// <summary>Its name.</summary>
    public const string Name = "initial";

    /// <summary>
    /// Imports the key of the folder's file once, and writes such a file if there is no key in force and no user. A revoked
    /// key is not imported again.
    /// </summary>
    /// <param name="hasFile">Whether the file is there.</param>
    /// <param name="open">Reads it, or writes one.</param>
    public async Task OpenAsync(bool hasFile, Func<string> open, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!hasFile && ((await keys.ListAsync(null, "", 1, now, cancellationToken)).Count > 0
            || (await people.ListAsync("", 1, cancellationToken)).Count > 0))
        {
            return;
        }
        var key = Describe(Name, null, now);
        await keys.AddAsync(key, Secrets.Hash(open()), Actor.Part("first start"), isDry: false, cancellationToken);
    }

    /// <summary>A key of an admin.</summary>
    /// <param name="lifetime">Null for unlimited.</param>
    public static ApiKey Describe(string name, TimeSpan? lifetime, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Name = name,
        Grants = [new Grant { Role = Role.Admin }],
        CreatedAt = now,
        CreatedBy = "",
        ExpiresAt = now + lifetime,
    };
}
