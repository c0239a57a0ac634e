namespace Aops.BrokenSpm;

/// <summary>Takes 64 MiB a second until it is killed.</summary>
internal static class MemoryEater
{
    private const int BiteBytes = 16 * 1024 * 1024;
    private const int PageBytes = 4096;

    public static async Task RunAsync(Task ended)
    {
        var eaten = new List<byte[]>();
        while (!ended.IsCompleted)
        {
            var bite = GC.AllocateUninitializedArray<byte>(BiteBytes);
            // Memory counts as resident once it was touched.
            for (var i = 0; i < bite.Length; i += PageBytes) bite[i] = 1;
            eaten.Add(bite);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(250)));
        }
        GC.KeepAlive(eaten);
    }
}
