// Serves the entities of a file with json-server, without the files, the log and the headers that its command adds.
const jsonServer = require('json-server');
const managedDevices = Object.values(JSON.parse(require('fs').readFileSync(process.argv[1])));
const app = jsonServer.create();
app.use(jsonServer.rewriter({ '/beta/deviceManagement/*': '/$1' }));
app.use(jsonServer.router({ managedDevices }));
const server = app.listen(0, '127.0.0.1', () => console.log(`127.0.0.1:${server.address().port}`));
