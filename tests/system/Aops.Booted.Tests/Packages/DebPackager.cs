using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

/// <summary>dpkg, and apt where it counts who signed: a DEB carries no signature of its own.</summary>
internal sealed class DebPackager : IPackager
{
    private const string Keyring = "/usr/share/keyrings/archive.asc";
    private const string Sources = "/etc/apt/sources.list.d/archive.sources";

    // The machine has no network of its own to ask other archives.
    private static readonly string[] OfThisAlone =
        ["-o", $"Dir::Etc::sourcelist={Sources}", "-o", "Dir::Etc::sourceparts=-"];

    public string Settings => "/etc/default";

    public IReadOnlyList<string> LeftBehind => ["/etc/aops", "/etc/aops/conf.yml"];

    // Whether it was edited or not: an owner who wants it gone purges.
    public IReadOnlyList<string> LeftUnedited => LeftBehind;

    public string Folder(string version) => FolderOf(version);

    public string FileOf(string name, string version) => $"{name}_{version}-1_amd64.deb";

    public Task PrepareAsync(Machine machine, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> InstallAsync(Machine machine, string file, CancellationToken cancellationToken) =>
        machine.RunAsync(cancellationToken, "dpkg", "--force-confold", "-i", $"/srv/{file}");

    public Task<CommandResult> RemoveAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        machine.RunAsync(cancellationToken, "dpkg", "-r", name);

    public async Task PurgeAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        (await machine.RunAsync(cancellationToken, "dpkg", "--purge", name)).MustSucceed();

    // '??5?????? c /etc/aops/conf.yml' tells of a setting.
    public async Task<string> VerifyAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        string.Concat((await machine.RunAsync(cancellationToken, "dpkg", "-V", name)).Text
            .Split('\n').Where(line => !line.Contains(" c /etc/", StringComparison.Ordinal)));

    public async Task<string> OfferAsync(Machine machine, CancellationToken cancellationToken)
    {
        await LayArchiveAsync(machine, isTrusted: true, cancellationToken);
        (await machine.RunAsync(cancellationToken, ["apt-get", .. OfThisAlone, "update"])).MustSucceed();
        return $$"""
            dnf() { :; }
            apt() { command apt {{string.Join(' ', OfThisAlone)}} -y "$@"; }
            """;
    }

    public async Task<CommandResult> TakeSignedAsync(
        Machine machine, bool isDamaged, bool isTrusted, CancellationToken cancellationToken)
    {
        await LayArchiveAsync(machine, isTrusted, cancellationToken);
        if (isDamaged)
            await machine.DamageAsync($"/srv/archive/pool/{FileOf(PackageTest.Agents, PublishedPrograms.First)}", cancellationToken);
        var updated = await machine.RunAsync(cancellationToken, ["apt-get", .. OfThisAlone, "update"]);
        if (isTrusted) updated.MustSucceed();
        var result = await machine.RunAsync(cancellationToken, ["apt-get", .. OfThisAlone, "-y", "install", PackageTest.Agents]);
        // What was trusted before is no part of the next trial: apt keeps the lists that it verified.
        (await machine.RunAsync(cancellationToken, "sh", "-c",
            $"apt-get clean; rm -rf {Sources} {Keyring} /srv/archive /var/lib/apt/lists/_srv_archive_*")).MustSucceed();
        return result;
    }

    private static async Task LayArchiveAsync(Machine machine, bool isTrusted, CancellationToken cancellationToken)
    {
        var apt = $"{FolderOf(PublishedPrograms.First)}/apt";
        foreach (var file in Directory.EnumerateFiles(apt, "*", SearchOption.AllDirectories))
            machine.Lay(file, Path.Combine("srv/archive", Path.GetRelativePath(apt, Path.GetDirectoryName(file)!)));
        if (isTrusted) machine.Lay($"{apt}/aops-archive-keyring.asc", "usr/share/keyrings", "archive.asc");
        await File.WriteAllTextAsync(machine.Root + Sources, $"""
            Types: deb
            URIs: copy:///srv/archive
            Suites: stable
            Components: main
            Signed-By: {Keyring}

            """, cancellationToken);
    }

    private static string FolderOf(string version) => Path.Combine(PublishedPrograms.Tree, "artifacts/deb", version);
}
