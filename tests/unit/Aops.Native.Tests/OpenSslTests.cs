using Aops.Native.Crypto;

namespace Aops.Native.Tests;

public sealed class OpenSslTests
{
    [Fact]
    public void LibraryThatIsThere_IsNoFault() => Assert.Null(OpenSsl.FindFault(["libaops-none.so.3", "libc.so.6"]));

    [Fact]
    public void MissingLibraries_AreNamed() =>
        Assert.Contains("libaops-none.so.3 or libaops-none.so.1.1",
            OpenSsl.FindFault(["libaops-none.so.3", "libaops-none.so.1.1"]), StringComparison.Ordinal);
}
