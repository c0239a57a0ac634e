using System.Security.Cryptography;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>The packages of one commit are the same bytes, whichever folder, clock, mask and language they are built under.</summary>
public sealed class ReproducibleTests
{
    // Every package of both formats, and the packages that hosts download, of the programs that are published already.
    private const string Build = """
        RPM_PAYLOAD=w3.zstdio DEB_COMPRESSION=(-Zgzip -z1)
        mkdir -p artifacts/made
        stage_packages 1.0.0 x64 artifacts/stage '' '' '' "${PACKAGE_NAMES[@]}"
        cp artifacts/stage/made/*.tar.zst artifacts/made/
        for name in "${PACKAGE_NAMES[@]}"; do build_rpm "$name" 1.0.0 x64 artifacts/stage artifacts/made; done
        for name in "${PACKAGE_NAMES[@]}"; do build_deb "$name" 1.0.0 x64 artifacts/stage artifacts/made; done
        """;

    private static readonly string[] Tools = ["rpmbuild", "dpkg-deb", "readelf", "zstd"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoFolders_GiveTheSamePackages()
    {
        var missing = Tools.Where(tool => !IsOnPath(tool)).ToList();
        Assert.SkipWhen(missing.Count > 0, $"{string.Join(", ", missing)} not installed");

        var first = await BuildAsync("a", "umask 022; export TZ=UTC LC_ALL=C");
        var second = await BuildAsync("another-folder", "umask 077; export TZ=Pacific/Kiritimati LC_ALL=C.UTF-8");

        Assert.Equal(7, first.Count);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task AnotherFile_GivesAnotherPackage()
    {
        var missing = Tools.Where(tool => !IsOnPath(tool)).ToList();
        Assert.SkipWhen(missing.Count > 0, $"{string.Join(", ", missing)} not installed");
        using var tree = await TreeCopy.CreateAsync(Stop);
        const string one = """
            stage_package aops-cli artifacts artifacts/publish/1.0.0 artifacts/stage/aops-cli
            build_deb aops-cli 1.0.0 x64 artifacts/stage artifacts/made
            sha256sum <artifacts/made/*.deb
            rm -r artifacts/stage artifacts/made
            """;

        var before = await tree.PiecesAsync($"{Prepare}\n{one}", Stop);
        File.AppendAllText(Path.Combine(tree.Path, "packaging/man/aops.1"), ".\\\" one more line\n");
        var after = await tree.PiecesAsync($"{Prepare}\n{one}", Stop);

        Assert.NotEqual("", before.MustSucceed().Output);
        Assert.NotEqual(before.Output, after.MustSucceed().Output);
    }

    // What only a whole staging writes, and the programs of the tree.
    private static string Prepare => $"""
        mkdir -p artifacts/made
        ln -sfn '{Path.GetDirectoryName(PublishedPrograms.Find().Program("aops"))}/..' artifacts/publish
        for shell in bash zsh fish; do echo "$shell" >artifacts/completion.$shell; done
        make_documents 1.0.0 "$(published components x64)" artifacts
        """;

    private static async Task<SortedDictionary<string, string>> BuildAsync(string name, string environment)
    {
        using var tree = await TreeCopy.CreateAsync(Stop, name);
        var demo = Path.Combine(PublishedPrograms.Tree, "artifacts/bin");
        Assert.True(File.Exists(Path.Combine(demo, "Aops.Demo/debug/Aops.Demo")), "build Aops.Demo first");
        (await tree.PiecesAsync($"{environment}\n{Prepare}\nln -s '{demo}' artifacts/bin\n{Build}", Stop)).MustSucceed();
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(tree.Path, "artifacts/made")))
            made[Path.GetFileName(file)] = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, Stop)));
        return made;
    }

    private static bool IsOnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, tool)));
}
