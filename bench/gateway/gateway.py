"""A gateway that echoes: each line is a message, which goes back as it came. The peer of
gateway.c in the benchmarks beside it.

    python3 gateway.py PORT
"""
import asyncio
import sys


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
    except ConnectionError:
        pass  # whoever measures new connections does not say goodbye
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    async with server:
        await server.serve_forever()


asyncio.run(main())
