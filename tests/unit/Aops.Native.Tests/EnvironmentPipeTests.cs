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

    [Fact]
    public void Rejects_OneThatNoPipeHolds()
    {
        var error = Assert.Throws<PosixException>(() =>
            EnvironmentPipe.Fill(new Dictionary<string, string> { ["A"] = new string('x', EnvironmentPipe.BytesMax) }));

        Assert.Equal(Errno.E2BIG, error.Errno);
    }
}
