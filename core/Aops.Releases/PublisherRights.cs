using System.Text.Json;
using Aops.Contracts.SubAgents;

namespace Aops.Releases;

/// <summary>
/// With what rights a publisher's sub-agents may run: the member <c>rights</c> of a delegation's signed <c>custom</c>,
/// which the operator signs and the publisher cannot change.
/// <para>A delegation without the member was made before there were rights. It gives what it gave when it was signed, root
/// included: a host that took its packages must not lose them by an upgrade of the suite. The publisher's tool writes the
/// member into every delegation that it makes. A member that this version cannot read whole gives nothing.</para>
/// </summary>
public sealed record PublisherRights
{
    /// <summary>Member of the delegation's <c>custom</c>.</summary>
    public const string Member = "rights";

    /// <summary>Member of the rights: whether sub-agents may run as root; false by default.</summary>
    public const string RootMember = "root";

    /// <summary>Member of the rights: the users that sub-agents run as; every user but root if it is not there.</summary>
    public const string UsersMember = "users";

    /// <summary>Member of the rights: the fields of <see cref="SandboxSpec"/> that sub-agents must set.</summary>
    public const string SandboxMember = "sandbox";

    /// <summary>The fields that <see cref="SandboxMember"/> may name.</summary>
    public static IReadOnlyList<string> SandboxFields { get; } =
        ["noNewPrivileges", "readOnlySystem", "noHome", "privateTmp", "privateDevices", "noNetwork"];

    /// <summary>The role that has them.</summary>
    public required string Publisher { get; init; }

    /// <summary>Whether its sub-agents may run as root.</summary>
    public bool MayBeRoot { get; init; }

    /// <summary>Users that its sub-agents run as; empty for any.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Fields of the sandbox that its sub-agents must set.</summary>
    public IReadOnlyList<string> Sandbox { get; init; } = [];

    // Why the member cannot be read; null if it can.
    private string? Unreadable { get; init; }

    /// <summary>Reads the rights of a delegation.</summary>
    /// <param name="publisher">The role that is delegated to.</param>
    /// <param name="custom">The delegation's <c>custom</c>, or null.</param>
    /// <returns>Null for a delegation without rights.</returns>
    public static PublisherRights? Read(string publisher, JsonElement? custom)
    {
        if (custom is not { } given) return null;
        if (given.ValueKind != JsonValueKind.Object) return Refuse(publisher, "custom is not an object");
        if (!given.TryGetProperty(Member, out var rights)) return null;
        if (rights.ValueKind != JsonValueKind.Object) return Refuse(publisher, $"{Member} is not an object");
        var read = new PublisherRights { Publisher = publisher };
        foreach (var member in rights.EnumerateObject())
        {
            var texts = member.Value.ValueKind == JsonValueKind.Array ? Texts(member.Value) : null;
            switch (member.Name)
            {
                case RootMember when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    read = read with { MayBeRoot = member.Value.GetBoolean() };
                    break;
                case UsersMember when texts is { Count: > 0 }:
                    read = read with { Users = texts };
                    break;
                case SandboxMember when texts is not null && texts.All(SandboxFields.Contains):
                    read = read with { Sandbox = texts };
                    break;
                default:
                    return Refuse(publisher, $"{Member}.{member.Name} is not known to this version, or has a wrong value");
            }
        }
        return read;
    }

    /// <summary>
    /// What a specification asks for beyond these rights, as far as it can be told without a host: there, a name may be
    /// another name of root.
    /// </summary>
    /// <returns>A sentence; null if nothing.</returns>
    public string? FaultOf(SubAgentSpec spec)
    {
        if (Unreadable is { } reason) return Sentence(spec, $"{reason}, so that nothing of it is installed");
        if (!MayBeRoot && (IsRoot(spec.User ?? "root") || IsRoot(spec.Group)))
        {
            return Sentence(spec, spec.User is null
                ? "it names no user, so that it would run as root, which was not delegated"
                : $"it would run as user {spec.User}, group {spec.Group ?? "of the user"}: root was not delegated");
        }
        if (Users.Count > 0 && !Users.Contains(spec.User ?? "root"))
        {
            return Sentence(spec,
                $"it would run as user {spec.User ?? "root"}, and what was delegated is {string.Join(" or ", Users)}");
        }
        var missing = Sandbox.Where(field => !Sets(spec.Sandbox, field)).ToList();
        return missing.Count == 0
            ? null
            : Sentence(spec, $"its sandbox lacks {string.Join(", ", missing)}, which the delegation asks for");
    }

    /// <summary>A sentence on a specification that these rights do not cover.</summary>
    /// <param name="reason">Why, as a clause.</param>
    public string Sentence(SubAgentSpec spec, string reason) =>
        $"{spec.Name} {spec.Version} of publisher {Publisher} is refused: {reason}";

    private static bool IsRoot(string? name) =>
        name is not null && (name == "root" || (uint.TryParse(name, out var number) && number == 0));

    private static bool Sets(SandboxSpec? sandbox, string field) => sandbox is not null && field switch
    {
        "noNewPrivileges" => sandbox.NoNewPrivileges,
        "readOnlySystem" => sandbox.ReadOnlySystem,
        "noHome" => sandbox.NoHome,
        "privateTmp" => sandbox.PrivateTmp,
        "privateDevices" => sandbox.PrivateDevices,
        _ => sandbox.NoNetwork,
    };

    private static List<string>? Texts(JsonElement list)
    {
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || item.GetString() is not { Length: > 0 } text) return null;
            texts.Add(text);
        }
        return texts;
    }

    private static PublisherRights Refuse(string publisher, string reason) => new()
    {
        Publisher = publisher, Unreadable = $"the rights of its delegation cannot be read ({reason})",
    };
}
