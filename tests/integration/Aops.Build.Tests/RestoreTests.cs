using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>The restore works with any patch of the .NET 10 SDK, and any patch that a registry serves.</summary>
public sealed partial class RestoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // No SDK requests the first or the last of these today; a registry may serve the others completely,
    // partly or not at all.
    [Theory]
    [InlineData("10.0.0")]
    [InlineData("10.0.11")]
    [InlineData("10.0.15")]
    [InlineData("10.0.999")]
    public async Task AnSdkOfAnotherPatch_RestoresAndLeavesTheTreeAlone(string patch)
    {
        using var tree = await TreeCopy.CreateAsync(Stop);
        var before = tree.Hashes();

        var restored = (await tree.BuildAsync(["restore"], patch, Stop)).MustSucceed();

        Assert.Matches(CompilingWith(), restored.Output);
        Assert.Equal(before, tree.Hashes());
    }

    [Theory]
    [InlineData("10.0.11")]
    [InlineData("10.0.15")]
    public async Task AnSdkOfAnotherPatch_Publishes(string patch)
    {
        using var tree = await TreeCopy.CreateAsync(Stop);

        var published = (await tree.BuildAsync(["publish", "--only", "Aops.Launch"], patch, Stop)).MustSucceed();

        var used = CompilingWith().Match(published.Output).Groups[1].Value;
        var program = Path.Combine(tree.Path, "artifacts/publish/only/aops-launch");
        var said = (await Command.RunAsync(program, ["--version"], Stop)).MustSucceed().Output;
        Assert.Contains($".NET {used}, native AOT", said);
    }

    [Fact]
    public async Task APackageWithOtherContent_IsRefused()
    {
        using var tree = await TreeCopy.CreateAsync(Stop);
        ChangeHash(Path.Combine(tree.Path, "core/Aops.Hosting/packages.lock.json"), "YamlDotNet");

        var refused = await tree.BuildAsync(["restore"], null, Stop);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("NU1403", refused.Text);
        Assert.Contains("YamlDotNet", refused.Text);
    }

    [Fact]
    public async Task APackageOfTheNativeRestoreThatNoLockFileHolds_IsRefused()
    {
        using var tree = await TreeCopy.CreateAsync(Stop);
        var native = Path.Combine(tree.Path, "artifacts/native/locks/Aops.Hosting.json");
        Directory.CreateDirectory(Path.GetDirectoryName(native)!);
        File.Copy(Path.Combine(tree.Path, "core/Aops.Hosting/packages.lock.json"), native);
        (await tree.ScriptAsync("refuse_unlocked x64", Stop)).MustSucceed();
        ChangeHash(native, "YamlDotNet");

        var refused = await tree.ScriptAsync("refuse_unlocked x64", Stop);

        Assert.Equal(65, refused.ExitCode);
        Assert.Matches(@"^YamlDotNet \d+\.\d+\.\d+ \S+\n", refused.Error);
    }

    private static void ChangeHash(string lockFile, string package)
    {
        var text = File.ReadAllText(lockFile);
        var changed = Regex.Replace(
            text, $@"(""{Regex.Escape(package)}"": \{{[^}}]*?""contentHash"": "")(.)", m =>
                m.Groups[1].Value + (m.Groups[2].Value == "A" ? "B" : "A"));
        Assert.NotEqual(text, changed);
        File.WriteAllText(lockFile, changed);
    }

    [GeneratedRegex(@"compiling with (?:.NET )?(10\.0\.\d+)")]
    private static partial Regex CompilingWith();
}
