using Aops.Contracts;

namespace Aops.Chaos;

/// <summary>Files that are deleted, cut, or filled with noise behind the suite's back.</summary>
internal static class FileFaults
{
    public static IEnumerable<Fault> All =>
    [
        new("delete socket", 30, (world, random) => Delete(world.Agent.Layout.Socket(Member(random)))),
        new("delete lock", 20, (world, random) => Delete(world.Agent.Layout.Lock(Member(random)))),
        new("delete run folder", 8, (world, _) => DeleteFolder(world.Agent.Layout.Run)),
        new("delete log folder", 8, (world, _) => DeleteFolder(world.Agent.Layout.Log)),
        new("delete link to the current slot", 8, (world, _) => Delete(world.Agent.Layout.Current)),
        new("damage state of sub-agent", 50, (world, random) => Damage(
            world.Agent.Layout.SubAgentState(Any(world, random)), random)),
        new("damage specification of sub-agent", 20, (world, random) => Damage(
            world.Agent.Layout.SubAgentSpec(Any(world, random)), random)),
        new("damage journal", 10, (world, random) => Damage(world.Agent.Layout.Journal, random)),
        new("damage desired state", 10, (world, random) => Damage(world.Agent.Layout.Desired, random)),
        new("damage spm's program", 4, (world, random) => DamageProgram(world, Role.Spm, random)),
        new("damage spa's program", 4, (world, random) => DamageProgram(world, Role.Spa, random)),
        new("delete launcher", 6, (world, _) => Delete(world.Agent.Layout.LauncherProgram)),
        new("damage settings", 10, DamageSettings),
    ];

    private static Role Member(Random random) => random.Next(2) == 0 ? Role.Spm : Role.Spa;

    private static string Any(ChaosWorld world, Random random) =>
        world.SubAgents[random.Next(world.SubAgents.Count)].Name;

    private static string? Delete(string path)
    {
        if (!File.Exists(path) && new FileInfo(path).LinkTarget is null) return null;
        File.Delete(path);
        return path;
    }

    private static string? DeleteFolder(string path)
    {
        if (!Directory.Exists(path)) return null;
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // Another process wrote into it meanwhile; a partial deletion is a fault as well.
        }
        return path;
    }

    // Cut to nothing, cut in half, noise over it, or gone.
    private static string? Damage(string path, Random random)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var length = new FileInfo(path).Length;
            switch (random.Next(4))
            {
                case 0:
                    File.Delete(path);
                    return $"{path} deleted";
                case 1:
                    using (var file = File.OpenHandle(path, access: FileAccess.Write)) RandomAccess.SetLength(file, 0);
                    return $"{path} cut to nothing";
                case 2:
                    using (var file = File.OpenHandle(path, access: FileAccess.Write))
                        RandomAccess.SetLength(file, length / 2);
                    return $"{path} cut in half";
                default:
                    var noise = new byte[length];
                    random.NextBytes(noise);
                    using (var file = File.OpenHandle(path, access: FileAccess.Write)) RandomAccess.Write(file, noise, 0);
                    return $"{path} filled with noise";
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A program that runs can only be deleted (ETXTBSY); its successor finds nothing.
    private static string? DamageProgram(ChaosWorld world, Role role, Random random)
    {
        var slot = Directory.EnumerateDirectories(world.Agent.Layout.Releases).First(d => Path.GetFileName(d)[0] != '.');
        var path = Path.Combine(slot, "bin", role.ProgramName());
        if (!File.Exists(path)) return null;
        if (random.Next(2) == 0)
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            return $"{path} may not be executed";
        }
        File.Delete(path);
        return $"{path} deleted";
    }

    private static string? DamageSettings(ChaosWorld world, Random random)
    {
        const string name = "settings";
        var path = world.Agent.Layout.Conf;
        if (world.Undo.Has(name)) return null;
        var before = File.ReadAllBytes(path);
        if (Damage(path, random) is not { } what) return null;
        world.Undo.After(TimeSpan.FromMilliseconds(700), name, () => File.WriteAllBytes(path, before));
        return what;
    }
}
