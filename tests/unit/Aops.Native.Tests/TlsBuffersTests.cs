using System.Runtime.InteropServices;
using Aops.Native.Crypto;

namespace Aops.Native.Tests;

/// <summary>Contexts as .NET makes them: by SSL_CTX_new(3).</summary>
public sealed class TlsBuffersTests
{
    [Fact]
    public void ContextThatIsMadeAfterwards_ReleasesItsBuffers()
    {
        Assert.True(TlsBuffers.ReleaseWhenEmpty());
        Assert.True(TlsBuffers.ReleaseWhenEmpty());

        var ssl = NativeLibrary.TryLoad("libssl.so.3", out var library) ? library : NativeLibrary.Load("libssl.so.1.1");
        var context = Function<NewContext>(ssl, "SSL_CTX_new")(Function<Method>(ssl, "TLS_method")());
        try
        {
            Assert.NotEqual(0, context);
            Assert.True(TlsBuffers.IsReleasing(TlsBuffers.ModeOf(context)));
        }
        finally
        {
            Function<FreeContext>(ssl, "SSL_CTX_free")(context);
        }
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    private delegate nint Method();

    private delegate nint NewContext(nint method);

    private delegate void FreeContext(nint context);
}
