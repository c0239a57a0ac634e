using Aops.Server.Certificates;

namespace Aops.Server.Tests;

/// <summary>The steps by which one authority replaces another, and every crash between their files.</summary>
public sealed class AuthorityFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-authorities-").FullName;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private AuthorityFolder Folder => new(_root);

    private (string First, string? Next, bool IsNextActive) Look()
    {
        using var set = Folder.Open(_now);
        return (set.First.Sha256, set.Next?.Sha256, set.IsNextActive);
    }

    private void Take(AuthorityStep step, bool force = false, params HostTrust[] hosts)
    {
        using var set = Folder.Open(_now);
        new AuthoritySteps(Folder, set, hosts, _ => Task.CompletedTask).TakeAsync(step, force, _now)
            .GetAwaiter().GetResult();
    }

    private static HostTrust Host(bool isGone, params string[] authorities) => new()
    {
        AgentId = "id", Hostname = "web-7", IsGone = isGone, LastSeen = DateTimeOffset.UnixEpoch, Authorities = authorities,
    };

    [Fact]
    public void Steps_LeadFromTheFirstToTheSecond()
    {
        var first = Look().First;
        Take(AuthorityStep.Add);
        var next = Look().Next!;
        Assert.Equal((first, next, false), Look());
        Take(AuthorityStep.Activate);
        Assert.Equal((first, next, true), Look());
        Take(AuthorityStep.Deactivate);
        Assert.Equal((first, next, false), Look());
        Take(AuthorityStep.Activate);
        Take(AuthorityStep.Retire);

        Assert.Equal((next, null, false), Look());
        Assert.Equal(["ca.key", "ca.pem"], Directory.GetFiles(_root).Select(Path.GetFileName).Order());
        Take(AuthorityStep.Add);
        Assert.NotNull(Look().Next);
    }

    [Fact]
    public void Add_Again_ChangesNothing()
    {
        Take(AuthorityStep.Add);
        var before = Look();

        Take(AuthorityStep.Add);

        Assert.Equal(before, Look());
    }

    [Fact]
    public void CaPem_HoldsWhatAClientShouldTrust()
    {
        Look();
        Take(AuthorityStep.Add);

        using var set = Folder.Open(_now);
        Assert.Equal(set.TrustPem, File.ReadAllText(Folder.Certificate));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder.NextKey));
    }

    [Theory]
    [InlineData(nameof(AuthorityStep.Activate))]
    [InlineData(nameof(AuthorityStep.Deactivate))]
    [InlineData(nameof(AuthorityStep.Retire))]
    public void Step_OutOfOrder_IsRefused(string name)
    {
        var step = Enum.Parse<AuthorityStep>(name);
        Assert.Throws<StartupFault>(() => Take(step, force: true));
        Take(AuthorityStep.Add);
        if (step != AuthorityStep.Activate) Assert.Throws<StartupFault>(() => Take(step, force: true));
    }

    [Fact]
    public void HostThatWouldLoseTheServer_IsNamed()
    {
        Take(AuthorityStep.Add);
        var (first, next, _) = Look();

        var fault = Assert.Throws<StartupFault>(
            () => Take(AuthorityStep.Activate, false, Host(false, first), Host(true, first), Host(false, first, next!)));

        Assert.Contains("1 of 3 hosts", fault.Message, StringComparison.Ordinal);
        Assert.Contains("web-7", fault.Message, StringComparison.Ordinal);
        Assert.False(Look().IsNextActive);
        Take(AuthorityStep.Activate, false, Host(true, first), Host(false, first, next!));
        Assert.Throws<StartupFault>(() => Take(AuthorityStep.Retire, false, Host(false, first)));
        Take(AuthorityStep.Retire, true, Host(false, first));
        Assert.Equal(next, Look().First);
    }

    // Each file of the retirement as the last that reached the disk.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void CrashDuringRetire_IsCarriedToItsEnd(int written)
    {
        Take(AuthorityStep.Add);
        Take(AuthorityStep.Activate);
        var next = Look().Next;
        var mark = Path.Combine(_root, "ca-next.retiring");
        File.WriteAllText(mark, "");
        if (written > 0) File.Copy(Folder.NextKey, Folder.Key, overwrite: true);
        if (written > 1) File.Copy(Folder.NextCertificate, Folder.Certificate, overwrite: true);
        if (written > 2) File.Delete(Folder.NextCertificate);
        if (written > 3) File.Delete(Folder.NextKey);
        if (written > 4) File.Delete(Path.Combine(_root, "ca-next.active"));

        Assert.Equal((next!, null, false), Look());
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public void SecondWithoutItsCertificate_IsNotThere()
    {
        Take(AuthorityStep.Add);
        File.Delete(Folder.NextCertificate);

        Assert.Null(Look().Next);
        Take(AuthorityStep.Add);
        Assert.NotNull(Look().Next);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
