using System.Security.Cryptography;
using Aops.Layout;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Playbooks;

/// <summary>Archives of playbooks on a host: nothing leaves their folder, and each is fetched once.</summary>
public sealed class PlaybookUnpackerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-playbook-").FullName;

    private string Target => Path.Combine(_root, "set");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static PlaybookArchive Of(byte[] content, int unpacked) => new()
    {
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)), LengthBytes = content.Length, UnpackedBytes = unpacked,
    };

    private void Unpack(byte[] content, int unpacked, PlaybookArchive? archive = null)
    {
        var file = Path.Combine(_root, "archive");
        File.WriteAllBytes(file, content);
        PlaybookUnpacker.Unpack(file, archive ?? Of(content, unpacked), Target);
    }

    private string Refuse(byte[] content, int unpacked = 1)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Unpack(content, unpacked)).Message;
        Assert.Equal(["archive", "set"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName).Order());
        return fault;
    }

    [Fact]
    public void Files_AreWrittenWithTheirModes()
    {
        Unpack(new TarBuilder().Entry("site.yml", "a").Entry("roles/x/files/run", "b", mode: "0000700").Package(), 2);

        Assert.Equal("a", File.ReadAllText(Path.Combine(Target, "site.yml")));
        Assert.Equal((UnixFileMode)0x1A4, File.GetUnixFileMode(Path.Combine(Target, "site.yml")));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(Path.Combine(Target, "roles/x/files/run")));
    }

    [Theory]
    [InlineData("../out", '0', "has the part '..'")]
    [InlineData("a/../../out", '0', "has the part '..'")]
    [InlineData("/etc/out", '0', "is absolute")]
    [InlineData("link", '2', "SymbolicLink")]
    [InlineData("hard", '1', "HardLink")]
    [InlineData("device", '3', "CharacterDevice")]
    [InlineData("block", '4', "BlockDevice")]
    [InlineData("pipe", '6', "Fifo")]
    [InlineData("folder", '5', "Directory")]
    public void Entry_ThatMayNotBe_IsRefused(string name, char type, string sentence) => Assert.Contains(
        sentence, Refuse(new TarBuilder().Entry(name, type == '0' ? "x" : "", type: type, link: "/etc/passwd").Package()),
        StringComparison.Ordinal);

    [Fact]
    public void File_ThatIsThereTwice_OrLongerThanSigned_IsRefused()
    {
        Assert.Contains("there twice",
            Refuse(new TarBuilder().Entry("a", "x").Entry("a", "y").Package(), 2), StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        Assert.Contains("more than the 3 bytes",
            Refuse(new TarBuilder().Entry("a", "four").Package(), 3), StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        Assert.Contains("where 9 are signed",
            Refuse(new TarBuilder().Entry("a", "four").Package(), 9), StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_OfOtherBytes_IsNotOpened()
    {
        var content = new TarBuilder().Entry("a", "x").Package();

        var fault = Assert.Throws<InvalidDataException>(
            () => Unpack(content, 1, Of(content, 1) with { Sha256 = new string('0', 64) }));

        Assert.Contains("is not the archive that is signed", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public void Archive_CutShort_IsRefused()
    {
        var content = new TarBuilder().Entry("a", new string('x', 4000)).Package();

        Assert.NotEqual("", Refuse(content[..^20], 4000));
    }

    [Fact]
    public async Task Cache_HasAnArchiveOnce_AndDeletesADamagedOne()
    {
        var clock = new FixedTime { Now = DateTimeOffset.UtcNow };
        var cache = new PlaybookCache(new AopsLayout(_root), clock);
        var archive = Of([1, 2, 3], 1);
        Assert.Null(cache.TryFind(archive));

        Assert.Null(await cache.TakeAsync(archive, new MemoryStream([1, 2, 4]), CancellationToken.None));
        Assert.Null(await cache.TakeAsync(archive, new MemoryStream([1, 2, 3, 4]), CancellationToken.None));
        var path = await cache.TakeAsync(archive, new MemoryStream([1, 2, 3]), CancellationToken.None);

        Assert.Equal(path, cache.TryFind(archive));
        await File.WriteAllBytesAsync(path!, [9, 9, 9], TestContext.Current.CancellationToken);
        Assert.Null(cache.TryFind(archive));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Cache_EvictsWhatWasNotUsedForLongest_ButNothingThatIsInUse()
    {
        var layout = new AopsLayout(_root);
        var old = DateTimeOffset.UtcNow.AddHours(-1);
        for (var i = 0; i < PlaybookCache.ArchivesMax; i++) await TakeAsync((byte)i, old.AddMinutes(i));
        await TakeAsync(200, DateTimeOffset.UtcNow);

        Assert.Equal(PlaybookCache.ArchivesMax, Directory.GetFiles(layout.Playbooks).Length);
        Assert.Null(new PlaybookCache(layout, TimeProvider.System).TryFind(Of([0], 1)));
        for (var i = 100; i < 120; i++) await TakeAsync((byte)i, DateTimeOffset.UtcNow);
        Assert.Equal(21, Directory.GetFiles(layout.Playbooks).Length);

        Task TakeAsync(byte content, DateTimeOffset at) => new PlaybookCache(layout, new FixedTime { Now = at })
            .TakeAsync(Of([content], 1), new MemoryStream([content]), CancellationToken.None);
    }
}
