using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class DurableCopyTests
{
    // The second one is a file system of its own, and refuses to have its blocks copied by the kernel.
    [Theory]
    [InlineData(null)]
    [InlineData("/dev/shm")]
    public void Copy_TakesAllOfIt_AndLeavesNothingBeside(string? folder)
    {
        var home = Directory.CreateTempSubdirectory("aops-copy-").FullName;
        var target = Path.Combine(folder ?? home, $"aops-copy-{Guid.NewGuid():N}");
        var content = new byte[3_000_001];
        Random.Shared.NextBytes(content);
        var source = Path.Combine(home, "source");
        File.WriteAllBytes(source, content);
        File.WriteAllText(target, "longer than nothing");
        try
        {
            AtomicFile.Copy(source, target, AtomicFile.Executable);

            Assert.Equal(content, File.ReadAllBytes(target));
            Assert.Equal(AtomicFile.Executable, File.GetUnixFileMode(target));
            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(target)!, Path.GetFileName(target) + ".*.tmp"));
        }
        finally
        {
            File.Delete(target);
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public void Copy_OfNothing_IsEmpty()
    {
        var home = Directory.CreateTempSubdirectory("aops-copy-").FullName;
        var (source, target) = (Path.Combine(home, "source"), Path.Combine(home, "target"));
        File.WriteAllText(source, "");

        AtomicFile.Copy(source, target, AtomicFile.Private);

        Assert.Equal(0, new FileInfo(target).Length);
        Directory.Delete(home, recursive: true);
    }
}
