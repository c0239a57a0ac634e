namespace Aops.Releases.Tuf;

/// <summary>Turns documents into roles. Members that are not known are left alone: they are signed all the same.</summary>
internal static class TufParser
{
    private static readonly string[] TopLevelRoles =
        [TufRoles.Root, TufRoles.Timestamp, TufRoles.Snapshot, TufRoles.Targets];

    public static TufRoot Root(TufDocument document)
    {
        var signed = document.Signed;
        var keys = new Dictionary<string, TufKey>();
        foreach (var (id, key) in signed.Object("keys").Members())
        {
            var value = key.Object("keyval");
            var text = value.Has("public") ? value.Text("public") : "";
            if (!keys.TryAdd(id, new TufKey(id, key.Text("keytype"), key.Text("scheme"), text)))
                throw signed.Fault("keys", $"has '{id}' twice");
        }
        var roles = new Dictionary<string, TufRole>();
        var listed = signed.Object("roles");
        foreach (var name in TopLevelRoles)
        {
            var role = listed.Object(name);
            roles[name] = new TufRole(
                role.DistinctTexts("keyids"), (int)Math.Min(role.Integer("threshold", 1), int.MaxValue));
        }
        return new TufRoot(Version(signed), Expires(signed),
            signed.Has("consistent_snapshot") && signed.Boolean("consistent_snapshot"), keys, roles);
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
        return new TufTargets(Version(document.Signed), Expires(document.Signed), targets);
    }

    private static Dictionary<string, TufMetaFile> MetaFiles(TufObject signed)
    {
        var files = new Dictionary<string, TufMetaFile>();
        foreach (var (name, file) in signed.Object("meta").Members())
        {
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
