namespace Aops.Releases.Tuf;

/// <summary>Turns documents into roles. Members that are not known are left alone: they are signed all the same.</summary>
internal static class TufParser
{
    public static TufRoot Root(TufDocument document)
    {
        var signed = document.Signed;
        var roles = new Dictionary<string, TufRole>();
        var listed = signed.Object("roles");
        foreach (var name in TufRoles.TopLevel)
            roles[name] = Role(listed.Object(name));
        return new TufRoot(Version(signed), Expires(signed),
            signed.Has("consistent_snapshot") && signed.Boolean("consistent_snapshot"), Keys(signed), roles);
    }

    public static TufTimestamp Timestamp(TufDocument document)
    {
        var meta = MetaFiles(document.Signed);
        if (meta.Count != 1 || !meta.TryGetValue("snapshot.json", out var snapshot))
            throw document.Signed.Fault("meta", "does not name snapshot.json, and only that");
        return new TufTimestamp(Version(document.Signed), Expires(document.Signed), snapshot);
    }

    public static TufSnapshot Snapshot(TufDocument document)
    {
        var meta = MetaFiles(document.Signed);
        if (!meta.ContainsKey("targets.json"))
            throw document.Signed.Fault("meta", "does not name targets.json");
        return new TufSnapshot(Version(document.Signed), Expires(document.Signed), meta);
    }

    public static TufTargets Targets(TufDocument document)
    {
        var targets = new Dictionary<string, TufTargetFile>();
        foreach (var (name, file) in document.Signed.Object("targets").Members())
        {
            var hashes = file.Texts("hashes");
            if (hashes.Count == 0) throw file.Fault("hashes", "is empty");
            targets[name] = new TufTargetFile(file.Integer("length", 0), hashes, file.OptionalElement("custom"));
        }
        return new TufTargets(Version(document.Signed), Expires(document.Signed), targets,
            document.Signed.Has("delegations")
                ? Delegations(document.Signed.Object("delegations"))
                : TufDelegations.None);
    }

    private static TufDelegations Delegations(TufObject listed)
    {
        var roles = new List<TufDelegatedRole>();
        foreach (var role in listed.Objects("roles"))
        {
            var name = role.Text("name");
            if (name.Length == 0 || TufRoles.TopLevel.Contains(name)
                || roles.Any(known => known.Name == name))
            {
                throw role.Fault("name", $"'{name}' is empty, a top-level role, or there twice");
            }
            roles.Add(new TufDelegatedRole(name, Role(role), role.Boolean("terminating"), NameRule(role),
                role.OptionalElement("custom")));
        }
        return new TufDelegations(Keys(listed), roles);
    }

    private static TufNameRule NameRule(TufObject role)
    {
        if (role.Has("paths") == role.Has("path_hash_prefixes"))
            throw role.Fault("paths", "and path_hash_prefixes are both there, or both missing");
        return role.Has("paths")
            ? new TufNameRule(role.DistinctTexts("paths"), null)
            : new TufNameRule(null, role.DistinctTexts("path_hash_prefixes"));
    }

    private static TufRole Role(TufObject role) => new(
        role.DistinctTexts("keyids"), (int)Math.Min(role.Integer("threshold", 1), int.MaxValue));

    private static Dictionary<string, TufKey> Keys(TufObject parent)
    {
        var keys = new Dictionary<string, TufKey>();
        foreach (var (id, key) in parent.Object("keys").Members())
        {
            var value = key.Object("keyval");
            var text = value.Has("public") ? value.Text("public") : "";
            if (!keys.TryAdd(id, new TufKey(id, key.Text("keytype"), key.Text("scheme"), text)))
                throw parent.Fault("keys", $"has '{id}' twice");
        }
        return keys;
    }

    private static Dictionary<string, TufMetaFile> MetaFiles(TufObject signed)
    {
        var files = new Dictionary<string, TufMetaFile>();
        foreach (var (name, file) in signed.Object("meta").Members())
        {
            if (!name.EndsWith(".json", StringComparison.Ordinal)) throw file.Fault("", "is no name of metadata");
            files[name] = new TufMetaFile(
                file.Integer("version", 1),
                file.OptionalInteger("length", 0),
                file.Has("hashes") ? file.Texts("hashes") : new Dictionary<string, string>());
        }
        return files;
    }

    private static long Version(TufObject signed) => signed.Integer("version", 1);

    private static DateTimeOffset Expires(TufObject signed) => signed.Time("expires");
}
