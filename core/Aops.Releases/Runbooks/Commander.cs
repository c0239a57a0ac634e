using System.Text.Json;
using System.Text.Json.Serialization;
using Aops.Releases.Tuf;

namespace Aops.Releases.Runbooks;

/// <summary>A key whose signature makes hosts run a command, and where.</summary>
public sealed record Commander
{
    /// <summary>As in metadata: <c>ecdsa</c>, <c>ed25519</c> or <c>rsa</c>.</summary>
    [JsonPropertyName("keytype")]
    public required string KeyType { get; init; }

    /// <summary>As in metadata, for instance <c>ecdsa-sha2-nistp256</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>As in metadata: the member <c>public</c>.</summary>
    [JsonPropertyName("keyval")]
    public required IReadOnlyDictionary<string, string> KeyValue { get; init; }

    /// <summary>Whose it is, for people; null for no note.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Names of the hosts that it may command, with <c>*</c> and <c>?</c>, or identities or machine ids; null for every
    /// host.
    /// </summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Users that it may run commands as; null for any, root included.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Whether it may run commands as a user; null is spm's user, which is root on most hosts.</summary>
    public bool MayRunAs(string? user) => Users is null || Users.Contains(user ?? "root");

    /// <summary>The key.</summary>
    internal TufKey ToKey(string id) => new(id, KeyType, Scheme, KeyValue.GetValueOrDefault("public") ?? "");

    /// <summary>The id that it must have.</summary>
    internal string Id
    {
        get
        {
            using var json = new MemoryStream();
            using (var writer = new Utf8JsonWriter(json))
            {
                writer.WriteStartObject();
                writer.WriteString("keytype", KeyType);
                writer.WriteString("scheme", Scheme);
                writer.WriteStartObject("keyval");
                foreach (var (name, value) in KeyValue) writer.WriteString(name, value);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            using var document = JsonDocument.Parse(json.ToArray());
            return TufKey.IdOf(document.RootElement);
        }
    }
}
