namespace Aops.SubAgentSdk.Tests;

public sealed class HeartbeatFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FirstTouch_MakesAnEmptyFile()
    {
        new HeartbeatFile(_folder.File("alive")).Touch();

        Assert.Equal(0, new FileInfo(_folder.File("alive")).Length);
    }

    [Fact]
    public void Touch_MakesAnOldFileYoung_AndKeepsItsContent()
    {
        var path = _folder.File("alive");
        File.WriteAllText(path, "content");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        new HeartbeatFile(path).Touch();

        Assert.InRange(File.GetLastWriteTimeUtc(path), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("content", File.ReadAllText(path));
    }

    [Fact]
    public void FolderGone_IsAnException() =>
        Assert.ThrowsAny<IOException>(() => new HeartbeatFile(_folder.File("gone/alive")).Touch());
}
