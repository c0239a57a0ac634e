using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

/// <summary>rpm, on a Debian, whose rpm database knows none of the libraries that a package asks for.</summary>
internal sealed class RpmPackager : IPackager
{
    public string Settings => "/etc/sysconfig";

    public IReadOnlyList<string> LeftBehind => ["/etc/aops", "/etc/aops/conf.yml.rpmsave"];

    public IReadOnlyList<string> LeftUnedited => [];

    public string Folder(string version) => Path.Combine(PublishedPrograms.Tree, "artifacts/rpm", version);

    public string FileOf(string name, string version) => $"{name}-{version}-1.x86_64.rpm";

    public async Task PrepareAsync(Machine machine, CancellationToken cancellationToken)
    {
        machine.Lay($"{Folder(PublishedPrograms.First)}/RPM-GPG-KEY-aops", "srv");
        (await machine.RunAsync(cancellationToken, "rpmkeys", "--import", "/srv/RPM-GPG-KEY-aops")).MustSucceed();
    }

    public Task<CommandResult> InstallAsync(Machine machine, string file, CancellationToken cancellationToken) =>
        RpmAsync(machine, cancellationToken, "-U", "--oldpackage", "--replacepkgs", $"/srv/{file}");

    public Task<CommandResult> RemoveAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        RpmAsync(machine, cancellationToken, "-e", name);

    // Removal is all that rpm has: a changed file is saved under another name, outside of its record.
    public async Task PurgeAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        (await machine.RunAsync(cancellationToken, "rm", "-rf", "/etc/aops")).MustSucceed();

    public async Task<string> VerifyAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        (await machine.RunAsync(cancellationToken, "rpm", "-V", "--nodeps", name)).Text;

    // There is no dnf on a Debian: its two verbs are those of rpm.
    public Task<string> OfferAsync(Machine machine, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(Folder(PublishedPrograms.First), "*.rpm")) machine.Lay(file, "srv/offered");
        return Task.FromResult("""
            apt() { :; }
            dnf() {
                case $1 in
                    install) rpm --nodeps --define '_pkgverify_level all' -U /srv/offered/"$2"-[0-9]*.rpm ;;
                    remove) rpm --nodeps -e "$2" ;;
                    *) return 64 ;;
                esac
            }
            """);
    }

    public async Task<CommandResult> TakeSignedAsync(
        Machine machine, bool isDamaged, bool isTrusted, CancellationToken cancellationToken)
    {
        var name = FileOf(PackageTest.Agents, PublishedPrograms.First);
        if (!isTrusted)
            (await machine.RunAsync(cancellationToken, "rpm", "-e", "--allmatches", "gpg-pubkey")).MustSucceed();
        if (isDamaged) await machine.DamageAsync($"/srv/{name}", cancellationToken);
        var result = await RpmAsync(machine, cancellationToken, "-U", $"/srv/{name}");
        machine.Lay($"{Folder(PublishedPrograms.First)}/{name}", "srv");
        if (!isTrusted) await PrepareAsync(machine, cancellationToken);
        return result;
    }

    // Only what is signed is taken.
    private static Task<CommandResult> RpmAsync(Machine machine, CancellationToken cancellationToken, params string[] words) =>
        machine.RunAsync(cancellationToken, ["rpm", "--nodeps", "--define", "_pkgverify_level all", .. words]);
}
