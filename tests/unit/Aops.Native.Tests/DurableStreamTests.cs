using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class DurableStreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aops-durable-");

    private string File1 => Path.Combine(_folder.FullName, "file");

    [Fact]
    public void Write_GivesTheName_WhenTheStreamIsWhole()
    {
        AtomicFile.Write(File1, stream =>
        {
            stream.Write("one "u8);
            Assert.False(File.Exists(File1));
            stream.Write("two"u8);
        }, AtomicFile.Public);

        Assert.Equal("one two", File.ReadAllText(File1));
        Assert.Equal(AtomicFile.Public, File.GetUnixFileMode(File1));
    }

    [Fact]
    public void Write_KeepsTheOldContent_AndNothingElse_WhereTheWriterFails()
    {
        File.WriteAllText(File1, "old");

        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(File1, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }, AtomicFile.Public));

        Assert.Equal("old", File.ReadAllText(File1));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Rename_TakesANameWithoutAFolder()
    {
        var name = $"aops-durable-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.Write(name, "here"u8);
            Assert.True(File.Exists(Path.GetFullPath(name)));
        }
        finally
        {
            File.Delete(name);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
