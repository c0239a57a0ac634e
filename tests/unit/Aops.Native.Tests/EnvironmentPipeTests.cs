using Aops.Native.Processes;

namespace Aops.Native.Tests;

public sealed class EnvironmentPipeTests
{
    private static Dictionary<string, string> Pass(Dictionary<string, string> variables)
    {
        var pipe = EnvironmentPipe.Fill(variables);
        var descriptor = (int)pipe.Reader.DangerousGetHandle();
        var read = EnvironmentPipe.Read(descriptor);
        // Read has closed it.
        pipe.Reader.SetHandleAsInvalid();
        return read;
    }

    [Fact]
    public void Environments_ComeAsTheyWere()
    {
        var variables = new Dictionary<string, string>
        {
            ["A"] = "", ["B"] = "x=y", ["C"] = "ä\nb", ["D"] = new string('x', 40_000),
        };

        Assert.Equal(variables, Pass(variables));
        Assert.Empty(Pass([]));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public void LongEnvironments_GoByAFileWithoutAName(int length)
    {
        var folder = Directory.CreateTempSubdirectory("aops-native-").FullName;
        try
        {
            var variables = new Dictionary<string, string> { ["A"] = new('x', length), ["B"] = "y" };
            var file = EnvironmentPipe.Open(variables, Path.Combine(folder, "environment"));

            Assert.Empty(Directory.GetFiles(folder));
            Assert.Equal(variables, EnvironmentPipe.Read((int)file.DangerousGetHandle()));
            file.SetHandleAsInvalid();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Rejects_OneThatNoPipeHolds()
    {
        var error = Assert.Throws<PosixException>(() =>
            EnvironmentPipe.Fill(new Dictionary<string, string> { ["A"] = new string('x', EnvironmentPipe.BytesMax) }));

        Assert.Equal(Errno.E2BIG, error.Errno);
    }
}
